package erp.tax;

/** The cases a sale can fall under; {@link TaxTable} says what each means on a day. */
public enum TaxCase {
    STANDARD,
    REDUCED,
    ZERO,
    EXEMPT,
    SMALL_BUSINESS,
    /** Goods to another EU country without a VAT-ID of the buyer, taxed in the seller's country. */
    EU_STANDARD,
    EU_REDUCED,
    /** Goods to a business in another EU country. */
    EU_SUPPLY,
    /** A service to a business in another EU country, which owes the tax (§ 18b UStG). */
    EU_SERVICE,
    EXPORT,
    /** A supply within the country for which the customer owes the tax (§ 13b UStG). */
    REVERSE_CHARGE,
    /** Taxable in no place of this country. */
    NOT_SUBJECT
}
