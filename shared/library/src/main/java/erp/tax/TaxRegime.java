package erp.tax;

/** How a company itself is taxed. */
public enum TaxRegime {
    STANDARD,
    /** § 19 UStG: no tax on any sale. */
    SMALL_BUSINESS
}
