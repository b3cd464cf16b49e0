package erp.receivables;

import static erp.receivables.Samples.line;
import static erp.receivables.Samples.totals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.money.Refused;
import java.util.List;
import org.junit.jupiter.api.Test;

class MandatoryFieldsTest {

    private static final Parties.Terms TERMS = new Parties.Terms(14, null, null);

    private static Parties parties(String sellerVatId, String taxNumber, String buyerStreet, String buyerVatId) {
        return new Parties(new Parties.Seller("Muster GmbH", "Hauptstraße 1", "10115", "Berlin", "DE", sellerVatId, taxNumber, null, null,
                null, null, null),
                new Parties.Buyer(10000, "Kunde", buyerStreet, "20095", "Hamburg", "DE", buyerVatId, null, null, null, "de"), TERMS);
    }

    private static List<String> missing(Parties parties, InvoiceLine line) {
        return MandatoryFields.missing(parties, List.of(line), totals(line).taxes());
    }

    @Test
    void findsNothingMissing() {
        assertEquals(List.of(), missing(parties("DE136695976", null, "Allee 2", null), line("10.00", "S", 19)));
        assertEquals(List.of(), missing(parties(null, "30/123/45678", "Allee 2", null), line("10.00", "S", 19)));
    }

    @Test
    void listsEverythingMissing() {
        assertEquals(List.of("/buyer/street", "/seller/taxNumber"), missing(parties(" ", "", "", null), line("10.00", "S", 19)));
        Refused.with("mandatory_field_missing", () -> MandatoryFields.require(parties(null, null, "", null), List.of(), List.of()));
    }

    @Test
    void aSupplyToAnotherMemberStateNeedsBothVatIds() {
        assertEquals(List.of("/seller/vatId", "/buyer/vatId"), missing(parties(null, "30/123/45678", "Allee 2", null), line("10.00", "K",
                0)));
        assertEquals(List.of("/buyer/vatId"), missing(parties("DE136695976", null, "Allee 2", ""), line("10.00", "AE", 0)));
        assertEquals(List.of(), missing(parties("DE136695976", null, "Allee 2", "FR83404833048"), line("10.00", "K", 0)));
    }
}
