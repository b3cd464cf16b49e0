package erp.partners;

import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.money.Refused;
import erp.work.Refusal;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class PartnerDataTest {

    private static PartnerData customer(Integer supplierNumber, String country, String vatId, Integer discountDays, String discount,
            String iban, String bic) {
        return new PartnerData(true, null, null, supplierNumber, "Kunde", "Allee 2", null, "Ort", country, vatId, null, null, null,
                null, null, null, discountDays, discount == null ? null : new BigDecimal(discount), null, null, iban, bic, null);
    }

    private static void refused(String code, String pointer, PartnerData data) {
        Refusal refusal = Refused.with(code, data::check);
        assertEquals(pointer, refusal.fields().getFirst().pointer());
    }

    @Test
    void writesIdentifiersWithoutSeparators() {
        PartnerData data = customer(null, "DE", "de 136 695 976", 10, "2", "DE02 1203 0000 0000 2020 51", "byladem1001").check();
        assertEquals("DE136695976", data.plainVatId());
        assertEquals(new BankAccount("DE02120300000000202051", "BYLADEM1001"), data.account());
    }

    @Test
    void writesToEachCountryInItsLanguageAndGivesFourteenDays() {
        assertEquals("de", customer(null, "AT", null, null, null, null, null).languageCode());
        assertEquals("en", customer(null, "FR", null, null, null, null, null).languageCode());
        assertEquals(14, customer(null, "FR", null, null, null, null, null).daysToPay());
    }

    @Test
    void refusesWhatDoesNotFitTogether() {
        refused("number_without_role", "/supplierNumber", customer(70_000, "DE", null, null, null, null, null));
        refused("country_unknown", "/country", customer(null, "XX", null, null, null, null, null));
        refused("country_unknown", "/country", customer(null, "de", null, null, null, null, null));
        refused("discount_incomplete", "/discountPercent", customer(null, "DE", null, 10, null, null, null));
        refused("discount_incomplete", "/discountDays", customer(null, "DE", null, null, "2", null, null));
        refused("bic_without_iban", "/iban", customer(null, "DE", null, null, null, null, "BYLADEM1001"));
    }

    @Test
    void refusesWrongIdentifiers() {
        Refused.with("vat_id_format", customer(null, "DE", "DE136695977", null, null, null, null)::check);
        Refused.with("iban_invalid", customer(null, "DE", null, null, null, "DE02120300000000202052", null)::check);
        Refused.with("bic_invalid", customer(null, "DE", null, null, null, "DE02120300000000202051", "NOBIC")::check);
    }
}
