package erp.tax;

import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.money.Refused;
import erp.tax.TaxRules.Document;
import erp.tax.TaxRules.Line;
import erp.work.Refusal;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class TaxRulesTest {

    private static final LocalDate MAY_2026 = LocalDate.parse("2026-05-01");
    private static final Line S19 = new Line(TaxKey.standard(19), null);

    @Test
    void letsPassWhatIsRight() {
        check(TaxRegime.STANDARD, false, S19, new Line(TaxKey.standard(7), null), new Line(TaxKey.untaxed(TaxCategory.Z), null));
        check(TaxRegime.STANDARD, true, untaxed(TaxCategory.K, "VATEX-EU-IC"));
        check(TaxRegime.STANDARD, true, untaxed(TaxCategory.AE, "Reverse charge"));
        check(TaxRegime.STANDARD, false, untaxed(TaxCategory.O, "VATEX-EU-O"), untaxed(TaxCategory.O, "VATEX-EU-O"));
        check(TaxRegime.SMALL_BUSINESS, false, untaxed(TaxCategory.E, "§ 19 UStG"));
    }

    @Test
    void wantsTheVatIdOfWhoBuysFromAnotherMemberState() {
        Refused.with("BR-IC-02", () -> check(TaxRegime.STANDARD, false, untaxed(TaxCategory.K, "VATEX-EU-IC")));
    }

    @Test
    void wantsTheNoteOnReverseCharge() {
        Refused.with("BR-AE-10", () -> check(TaxRegime.STANDARD, true, untaxed(TaxCategory.AE, null)));
    }

    @ParameterizedTest
    @EnumSource(names = {"S", "Z", "AE"}, mode = Mode.EXCLUDE)
    void wantsTheReasonOfEveryExemption(TaxCategory category) {
        Refused.with("exemption_reason_missing", () -> check(TaxRegime.STANDARD, true, untaxed(category, " ")));
    }

    @Test
    void keepsWhatIsNotSubjectToVatApart() {
        Refusal refusal = Refused.with("BR-O-11", () -> check(TaxRegime.STANDARD, false, S19, untaxed(TaxCategory.O, "VATEX-EU-O")));
        assertEquals(List.of("/lines/1"), refusal.fields().stream().map(Refusal.Field::pointer).toList());
    }

    @Test
    void letsASmallBusinessShowNoTax() {
        Refused.with("tax_regime", () -> check(TaxRegime.SMALL_BUSINESS, false, S19));
    }

    @Test
    void knowsTheRatesOfTheDay() {
        Refused.with("rate_not_valid_on_date", () -> check(TaxRegime.STANDARD, false, new Line(TaxKey.standard(16), null)));
    }

    @Test
    void namesEveryLineAtFault() {
        Refusal refusal = Refused.with("BR-IC-02",
                () -> check(TaxRegime.STANDARD, false, untaxed(TaxCategory.K, null), S19, untaxed(TaxCategory.K, null)));
        assertEquals(List.of("/lines/0 BR-IC-02", "/lines/2 BR-IC-02",
                        "/lines/0 exemption_reason_missing", "/lines/2 exemption_reason_missing"),
                refusal.fields().stream().map(field -> field.pointer() + " " + field.code().code()).toList());
    }

    private static void check(TaxRegime regime, boolean hasBuyerVatId, Line... lines) {
        TaxRules.check(TaxTable.germany(), new Document(regime, MAY_2026, hasBuyerVatId, List.of(lines)));
    }

    private static Line untaxed(TaxCategory category, String reason) {
        return new Line(TaxKey.untaxed(category), reason);
    }
}
