package erp.tax;

import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.partners.VatId;
import erp.tax.TaxDetermination.Seller;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaxDeterminationTest {

    @ParameterizedTest
    @CsvSource({
        // regime, ship to, VAT-ID, product, zone, case
        "STANDARD, DE,            , STANDARD, DOMESTIC, STANDARD",
        "STANDARD, DE,            , REDUCED,  DOMESTIC, REDUCED",
        "STANDARD, DE,            , ZERO,     DOMESTIC, ZERO",
        "STANDARD, DE,            , EXEMPT,   DOMESTIC, EXEMPT",
        "STANDARD, DE, FR40303265045, STANDARD, DOMESTIC, STANDARD",
        "STANDARD, FR,            , STANDARD, EU, EU_STANDARD",
        "STANDARD, FR,            , REDUCED,  EU, EU_REDUCED",
        "STANDARD, FR,            , ZERO,     EU, ZERO",
        "STANDARD, FR, FR40303265045, STANDARD, EU, EU_SUPPLY",
        "STANDARD, FR, FR40303265045, REDUCED,  EU, EU_SUPPLY",
        "STANDARD, FR, FR40303265045, EXEMPT,   EU, EXEMPT",
        // The VAT-ID of another member state than the goods go to is good enough, one of the seller's own is not.
        "STANDARD, FR, ATU13585627,   STANDARD, EU, EU_SUPPLY",
        "STANDARD, FR, DE136695976,   STANDARD, EU, EU_STANDARD",
        "STANDARD, GR, EL094259216,   STANDARD, EU, EU_SUPPLY",
        "STANDARD, CH,            , STANDARD, EXPORT, EXPORT",
        "STANDARD, US,            , REDUCED,  EXPORT, EXPORT",
        "STANDARD, GB,            , STANDARD, EXPORT, EXPORT",
        // Northern Ireland stays in the Union for goods.
        "STANDARD, GB, XI110305878,   STANDARD, EU, EU_SUPPLY",
        "STANDARD, XI, XI110305878,   STANDARD, EU, EU_SUPPLY",
        "STANDARD, XI,            , STANDARD, EU, EU_STANDARD",
        "SMALL_BUSINESS, DE,            , STANDARD, DOMESTIC, SMALL_BUSINESS",
        "SMALL_BUSINESS, FR, FR40303265045, STANDARD, EU, SMALL_BUSINESS",
        "SMALL_BUSINESS, US,            , STANDARD, EXPORT, SMALL_BUSINESS"})
    void decidesByWhereTheGoodsGoAndWhoBuys(TaxRegime regime, String shipTo, String vatId, ProductTaxClass product,
            Zone zone, TaxCase taxCase) {
        assertEquals(new TaxDetermination(zone, taxCase),
                TaxDetermination.of(new Seller("DE", regime), shipTo, vatId == null ? null : VatId.parse(vatId), product));
    }
}
