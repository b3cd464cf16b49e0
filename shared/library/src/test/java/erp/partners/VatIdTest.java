package erp.partners;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.money.Refused;
import erp.work.Refusal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VatIdTest {

    @ParameterizedTest
    @ValueSource(strings = {
        "ATU13585627", "BE0403019261", "BG175074752", "CY10259033P", "CZ46505334", "DE136695976", "DK13585628", "EE100931558",
        "EL094259216", "ESX2482300W", "ESB58378431", "FI20774740", "FR40303265045", "HR33392005961", "HU12892312", "IE6433435F",
        "IE6433435OA", "IE8D79739I", "IT00743110157", "LT119511515", "LT100001919017", "LU15027442", "LV40003521600", "MT11679112",
        "NL004495445B01", "PL8567346215", "PT501964843", "RO18547290", "SE123456789701", "SI50223054", "SK2022749619",
        "XI110305878", "XIGD001"})
    void knowsTheFormsOfAllMemberStates(String text) {
        assertEquals(text, VatId.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "D", "DE", "DE136695978", "DE036695976", "DE13669597", "DE1366959760", "GR094259216", "GB980780684", "CHE123456788",
        "ESX24823000W", "ES123456789", "FRIO303265045", "SE123456789702", "US123456789", "ATU1358562", "DE١٣٦٦٩٥٩٧٦"})
    void refusesOthers(String text) {
        Refused.with("vat_id_format", () -> VatId.parse(text));
    }

    @Test
    void doesNotMindHowItIsWritten() {
        assertEquals(new VatId("DE", "136695976"), VatId.parse(" de 136-695.976 "));
    }

    @Test
    void namesTheCountryAsOthersDo() {
        assertEquals("GR", VatId.parse("EL094259216").country());
        assertEquals("FR", VatId.parse("FR40303265045").country());
        assertEquals("GB", VatId.parse("XI110305878").country());
        assertTrue(VatId.parse("XI110305878").isNorthernIrish());
        assertFalse(VatId.parse("DE136695976").isNorthernIrish());
    }

    @Property
    void exactlyOneCheckDigitIsRight(@ForAll @IntRange(min = 10_000_000, max = 99_999_999) int body) {
        int right = 0;
        for (int digit = 0; digit < 10; digit++) {
            try {
                VatId.parse("DE" + body + digit);
                right++;
            } catch (Refusal e) {
                assertEquals(PartnersCode.VAT_ID_FORMAT, e.code());
            }
        }
        assertEquals(1, right);
    }
}
