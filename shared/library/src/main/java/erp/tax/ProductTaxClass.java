package erp.tax;

/** Which rate of the seller's country a product falls under, or none. */
public enum ProductTaxClass {
    STANDARD,
    /** § 12 (2) UStG. */
    REDUCED,
    /** § 12 (3) UStG. */
    ZERO,
    /** § 4 No. 8 to 28 UStG. */
    EXEMPT
}
