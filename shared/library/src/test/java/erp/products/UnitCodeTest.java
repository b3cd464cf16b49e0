package erp.products;

import static erp.money.Amounts.dec;
import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.money.Refused;
import org.junit.jupiter.api.Test;

class UnitCodeTest {

    @Test
    void findsUnitsByTheirCode() {
        assertEquals(UnitCode.KGM, UnitCode.of("KGM"));
        assertEquals("Kilogramm", UnitCode.KGM.nameDe());
        assertEquals("kilogram", UnitCode.KGM.nameEn());
        Refused.with("unit_unknown", () -> UnitCode.of("kg"));
    }

    @Test
    void cutsOnlyWhatCanBeCut() {
        UnitCode.KGM.check(dec("0.5"));
        UnitCode.C62.check(dec("2.000"));
        Refused.with("quantity_fraction", () -> UnitCode.C62.check(dec("0.5")));
    }
}
