package erp.products;

import erp.work.Code;

/** What can be wrong with the identifiers and units of a product. All are 422. */
public enum ProductsCode implements Code {
    /** A GTIN has 8, 12, 13 or 14 digits. */
    GTIN_FORMAT,
    GTIN_CHECKSUM,
    /** Not a unit of UN/ECE Recommendation 20 that is known here. */
    UNIT_UNKNOWN,
    /** A fraction of something that is counted. */
    QUANTITY_FRACTION;

    @Override
    public int status() {
        return 422;
    }
}
