package erp.products;

import erp.work.Code;

/** What is refused about products and prices. */
public enum ProductsCode implements Code {
    /** What has moved has moved in its unit. */
    UOM_LOCKED(409),
    /** Layers or an average stand behind what has moved. */
    VALUATION_LOCKED(409),
    /** What has moved did so with lots or serial numbers, or without. */
    TRACKING_LOCKED(409),
    /** What has moved is goods. */
    STOCKED_LOCKED(409),
    /** Two prices for the same product and quantity on the same day. */
    OVERLAP(409),
    /** A GTIN has 8, 12, 13 or 14 digits. */
    GTIN_FORMAT(422),
    GTIN_CHECKSUM(422),
    /** Not a unit of UN/ECE Recommendation 20 that is known here. */
    UNIT_UNKNOWN(422),
    /** A fraction of something that is counted. */
    QUANTITY_FRACTION(422),
    /** Only goods have lots or serial numbers. */
    TRACKING_WITHOUT_STOCK(422),
    /** A serial number names one thing. */
    SERIAL_IS_COUNTED(422),
    /** A price ends before it begins. */
    VALIDITY_ORDER(422),
    UNKNOWN_PRODUCT(422);

    private final int status;

    ProductsCode(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
