package erp.tax;

/** How VAT treats a supply: the codes of UNTDID 5305 that EN 16931 uses (BT-118, BT-151). */
public enum TaxCategory {
    /** Standard rated, also at a reduced rate: the only category with a rate above 0. */
    S,
    /** Zero rated: § 12 (3) UStG, small photovoltaic plants. */
    Z,
    /** Exempt: § 4 No. 8 to 28, § 19 UStG. */
    E,
    /** Reverse charge: § 13b UStG, services to businesses in other EU countries. */
    AE,
    /** Intra-community supply: § 4 No. 1b UStG. */
    K,
    /** Export: § 4 No. 1a UStG. */
    G,
    /** Not subject to VAT. */
    O;

    public boolean isTaxed() {
        return this == S;
    }

    /** Whether a document must say why there is no tax (BT-120 or BT-121). */
    public boolean needsReason() {
        return this != S && this != Z;
    }
}
