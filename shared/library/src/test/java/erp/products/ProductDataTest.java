package erp.products;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import erp.company.Company;
import erp.ledger.Chart;
import erp.money.Refused;
import erp.tax.ProductTaxClass;
import erp.tax.TaxRegime;
import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProductDataTest {

    private static final Company COMPANY = new Company(1, "Muster GmbH", "Hauptstraße 1", "10115", "Berlin", "DE", "EUR", "Europe/Berlin",
            Chart.SKR04, TaxRegime.STANDARD, "DE136695976", null, null, null, null, null, null, "fifo", LocalDate.of(2024, 1, 1));
    private static final Product PIECES = new Product(new UUID(0, 1), "A1", "A", null, "C62", "standard", "fifo", "none", true, null,
            "active", null, 1);

    private static ProductData product(String unit, ValuationMethod valuation, Tracking tracking, Boolean stocked, String gtin) {
        return new ProductData("A1", "A", null, unit, ProductTaxClass.STANDARD, valuation, tracking, stocked, gtin, null, null);
    }

    @Test
    void refusesWhatDoesNotFitTogether() {
        Refused.with("unit_unknown", product("XYZ", null, null, null, null)::check);
        Refused.with("gtin_checksum", product("C62", null, null, null, "4006381333932")::check);
        Refused.with("tracking_without_stock", product("HUR", null, Tracking.LOT, false, null)::check);
        Refused.with("serial_is_counted", product("KGM", null, Tracking.SERIAL, true, null)::check);
    }

    @Test
    void knowsWhatTheFirstMoveFixes() {
        assertNull(Products.locked(COMPANY, PIECES, product("C62", null, null, null, "4006381333931")));
        assertEquals(ProductsCode.UOM_LOCKED, Products.locked(COMPANY, PIECES, product("KGM", null, null, null, null)));
        assertEquals(ProductsCode.VALUATION_LOCKED, Products.locked(COMPANY, PIECES, product("C62", ValuationMethod.AVERAGE, null, null,
                null)));
        assertEquals(ProductsCode.TRACKING_LOCKED, Products.locked(COMPANY, PIECES, product("C62", null, Tracking.LOT, null, null)));
        assertEquals(ProductsCode.STOCKED_LOCKED, Products.locked(COMPANY, PIECES, product("C62", null, null, false, null)));
    }
}
