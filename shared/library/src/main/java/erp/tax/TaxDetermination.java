package erp.tax;

import erp.partners.VatId;

/**
 * Which tax case a sale of goods falls under. Sales to consumers of other EU countries are taxed in the seller's country:
 * that is right up to 10,000 EUR a year (§ 3c (4) UStG); above, the rates of the other countries are due (one-stop shop).
 *
 * @param zone where the goods go
 * @param taxCase what {@link TaxTable} is asked for, with the day of supply
 */
public record TaxDetermination(Zone zone, TaxCase taxCase) {

    /** Who sells: ISO 3166-1 country and regime. */
    public record Seller(String country, TaxRegime regime) {
    }

    /**
     * Decides by the seller, the country the goods go to (ISO 3166-1), the buyer's VAT-ID and the product.
     *
     * @param buyerVatId null where the buyer has given none
     */
    public static TaxDetermination of(Seller seller, String shipTo, VatId buyerVatId, ProductTaxClass product) {
        boolean foreignBusiness = isForeignBusiness(seller, buyerVatId);
        Zone zone = zone(seller, shipTo, foreignBusiness ? buyerVatId : null);
        return new TaxDetermination(zone, taxCase(seller.regime(), zone, foreignBusiness, product));
    }

    private static Zone zone(Seller seller, String shipTo, VatId foreignVatId) {
        if (shipTo.equals(seller.country())) {
            return Zone.DOMESTIC;
        }
        // An address in the United Kingdom does not tell Northern Ireland from the rest; a VAT-ID of the former does.
        boolean northernIreland = shipTo.equals(EuropeanUnion.NORTHERN_IRELAND)
                || shipTo.equals("GB") && foreignVatId != null && foreignVatId.isNorthernIrish();
        return EuropeanUnion.contains(shipTo) || northernIreland ? Zone.EU : Zone.EXPORT;
    }

    private static TaxCase taxCase(TaxRegime regime, Zone zone, boolean foreignBusiness, ProductTaxClass product) {
        if (regime == TaxRegime.SMALL_BUSINESS) {
            return TaxCase.SMALL_BUSINESS;
        }
        // An exemption of the goods themselves comes before that of their crossing a border (ECJ C-240/05, Eurodental).
        if (product == ProductTaxClass.EXEMPT) {
            return TaxCase.EXEMPT;
        }
        return switch (zone) {
            case EXPORT -> TaxCase.EXPORT;
            case EU -> foreignBusiness ? TaxCase.EU_SUPPLY : taxed(product, TaxCase.EU_STANDARD, TaxCase.EU_REDUCED);
            case DOMESTIC -> taxed(product, TaxCase.STANDARD, TaxCase.REDUCED);
        };
    }

    private static TaxCase taxed(ProductTaxClass product, TaxCase standard, TaxCase reduced) {
        return switch (product) {
            case STANDARD -> standard;
            case REDUCED -> reduced;
            case ZERO -> TaxCase.ZERO;
            case EXEMPT -> TaxCase.EXEMPT;
        };
    }

    /** § 6a (1) No. 2a UStG: the buyer acts under a VAT-ID that another member state gave. */
    private static boolean isForeignBusiness(Seller seller, VatId vatId) {
        return vatId != null && !vatId.country().equals(seller.country());
    }
}
