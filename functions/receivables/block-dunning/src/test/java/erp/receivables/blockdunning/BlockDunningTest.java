package erp.receivables.blockdunning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.ReceivablesFixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class BlockDunningTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    ReceivablesFixtures receivables;
    private Caller caller;
    private UUID customer;

    @BeforeEach
    void company() {
        caller = fixtures.company();
        customer = fixtures.customer(caller, "Kunde", "DE");
    }

    @Test
    void sparesACustomerOrAnInvoiceAndKeepsAllThatWasSaid() {
        UUID invoice = receivables.posted(caller, customer, "2025-02-03", "100.00");
        Api.Answer first = block("partnerId", customer, "2025-03-31").expect(201);
        assertEquals(customer.toString(), first.at("/partnerId"));
        assertEquals("2025-03-31", first.at("/until"));
        assertEquals("/api/v1/dunning-blocks/" + first.at("/id"), first.header("Location"));
        block("partnerId", customer, "2025-02-28").expect(201);
        assertEquals(invoice.toString(), block("invoiceId", invoice, "2025-04-30").expect(201).at("/invoiceId"));
        assertEquals(List.of("2025-03-31 partner", "2025-02-28 partner", "2025-04-30 invoice"), fixtures.in(caller, tx -> tx.list(
                String.class, """
                select until || case when partner_id is null then ' invoice' else ' partner' end from receivables.dunning_blocks
                 where company_id = ? and reason = 'Strittig' order by id""", tx.company())));
    }

    @Test
    void refusesWhatIsNotThere() {
        Caller other = fixtures.company();
        UUID foreign = fixtures.customer(other, "Fremd", "DE");
        block("partnerId", foreign, "2025-03-31").expect(422, "unknown_partner");
        block("invoiceId", receivables.posted(other, foreign, "2025-02-03", "1.00"), "2025-03-31").expect(422, "unknown_invoice");
    }

    @Test
    void refusesADraftBecauseNothingIsClaimed() {
        Api.Answer answer = block("invoiceId", receivables.draft(caller, customer, "2025-02-03", "1.00"), "2025-03-31");
        assertEquals("Only an invoice (380) in the right state allows this; it is draft.",
                answer.expect(409, "invoice_state").at("/detail"));
    }

    @Test
    void refusesBothOrNeitherAndNoReason() {
        UUID invoice = receivables.posted(caller, customer, "2025-02-03", "100.00");
        api.as(caller).post("/api/v1/dunning-blocks", "{\"until\": \"2025-03-31\", \"reason\": \"Strittig\"}")
                .expect(422, "partner_or_invoice");
        api.as(caller).post("/api/v1/dunning-blocks", """
                {"partnerId": "%s", "invoiceId": "%s", "until": "2025-03-31", "reason": "Strittig"}""".formatted(customer, invoice))
                .expect(422, "partner_or_invoice");
        api.as(caller).post("/api/v1/dunning-blocks", """
                {"partnerId": "%s", "until": "2025-03-31", "reason": " "}""".formatted(customer)).expect(422, "required");
    }

    private Api.Answer block(String field, UUID id, String until) {
        return api.as(caller).post("/api/v1/dunning-blocks", """
                {"%s": "%s", "until": "%s", "reason": "Strittig"}""".formatted(field, id, until));
    }
}
