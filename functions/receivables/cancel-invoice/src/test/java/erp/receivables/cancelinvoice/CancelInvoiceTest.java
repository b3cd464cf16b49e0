package erp.receivables.cancelinvoice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.ReceivablesFixtures;
import erp.testing.ReceivablesFixtures.Piece;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class CancelInvoiceTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    ReceivablesFixtures receivables;
    private Caller caller;
    private UUID customer;

    @BeforeEach
    void start() {
        caller = fixtures.company();
        customer = fixtures.customer(caller, "Kunde", "DE");
    }

    private Api.Answer cancel(UUID invoice, String body) {
        return api.as(caller).post("/api/v1/sales-invoices/" + invoice + "/cancel", body);
    }

    private void sql(String sql, Object... args) {
        fixtures.in(caller, tx -> {
            tx.write(sql, args);
            return null;
        });
    }

    @Test
    void reversesTheInvoiceWithADocumentOfItsOwn() {
        UUID invoice = receivables.postedMixed(caller, customer, "2026-11-02", "100.00", "50.00");
        Api.Answer answer = cancel(invoice, "{\"date\": \"2026-11-05\", \"reason\": \"Falsche Menge\"}").expect(201);
        assertEquals("384", answer.at("/type"));
        assertEquals("INV-000002", answer.at("/number"));
        assertEquals("posted", answer.at("/state"));
        assertEquals(invoice.toString(), answer.at("/cancelsId"));
        assertEquals("-172.50", answer.at("/gross"));
        assertEquals("-1", answer.at("/lines/0/quantity"));
        assertEquals("100.00", answer.at("/lines/0/unitPrice"));
        assertEquals("-100.00", answer.at("/lines/0/net"));
        assertEquals("1", answer.at("/lines/0/correctsLine"));
        assertEquals("-19.00", answer.at("/taxes/0/tax"));
        assertEquals("2026-11-02", answer.at("/supplyDate"));
        assertEquals("/api/v1/sales-invoices/" + answer.at("/id"), answer.header("Location"));
        assertEquals("\"1\"", answer.header("ETag"));
        assertEquals("cancelled", receivables.state(caller, invoice));
        assertEquals("""
                2026-11-02 sales_invoice | Rechnung Kunde
                    1200  Trade receivables                               172.50                ; Kunde
                    4400  Revenue 19 % VAT                                              100.00  ; S 19 % of 100.00, box 81
                    3806  VAT 19 %                                                       19.00  ; S 19 % of 100.00
                    4300  Revenue 7 % VAT                                                50.00  ; S 7 % of 50.00, box 86
                    3801  VAT 7 %                                                         3.50  ; S 7 % of 50.00

                2026-11-05 sales_invoice | Storno INV-000001 | reverses 2026-11-02 Rechnung Kunde
                    1200  Trade receivables                              -172.50                ; Kunde
                    4400  Revenue 19 % VAT                                             -100.00  ; S 19 % of -100.00, box 81
                    3806  VAT 19 %                                                      -19.00  ; S 19 % of -100.00
                    4300  Revenue 7 % VAT                                               -50.00  ; S 7 % of -50.00, box 86
                    3801  VAT 7 %                                                        -3.50  ; S 7 % of -50.00
                """, fixtures.journal(caller));
        assertEquals("Kunde", fixtures.value(caller, String.class,
                "select snapshot #>> '{buyer,name}' from receivables.invoices where id = ?::uuid", answer.at("/id")));
        receivables.check(caller);
    }

    @Test
    void settlesBothItems() {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        Api.Answer answer = cancel(invoice, "{}").expect(201);
        assertEquals(0, receivables.open(caller, receivables.item(caller, invoice)).signum());
        assertEquals(0, receivables.open(caller, receivables.item(caller, UUID.fromString(answer.at("/id")))).signum());
        assertEquals("119.00", fixtures.value(caller, java.math.BigDecimal.class, "select sum(amount) from receivables.allocations")
                .toString());
        receivables.check(caller);
    }

    @Test
    void twoParallelCancellationsGiveOneDocument() {
        for (int round = 0; round < 10; round++) {
            UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
            List<Api.Answer> answers = api.as(caller).parallel(2, _ -> api.as(caller).request("POST",
                    "/api/v1/sales-invoices/" + invoice + "/cancel", "{\"date\": \"2026-11-02\"}", UUID.randomUUID().toString()));
            assertEquals(List.of(201, 409), answers.stream().map(Api.Answer::status).sorted().toList());
            answers.stream().filter(answer -> answer.status() == 409).forEach(answer -> answer.expect(409, "already_cancelled"));
            assertEquals(1, fixtures.value(caller, Long.class, "select count(*) from receivables.invoices where cancels_id = ?", invoice));
        }
        receivables.check(caller);
    }

    @Test
    void givesBackWhatTheInvoiceCovered() {
        UUID product = fixtures.product(caller, "A1", "10.00");
        UUID order = receivables.order(caller, customer, "DE", true, new Piece(product, "2", "10.00"));
        UUID invoice = receivables.deliveryDraft(caller, receivables.shipped(caller, order, "2026-10-30"), "2");
        receivables.post(caller, invoice);
        sql("update sales.orders set state = 'closed' where company_id = ? and id = ?", caller.company(), order);
        cancel(invoice, "{}").expect(201);
        assertEquals("0", fixtures.value(caller, String.class, "select sum(invoiced)::text from sales.delivery_lines"));
        assertEquals("0", fixtures.value(caller, String.class, "select sum(invoiced)::text from sales.order_lines"));
        assertEquals("delivered", fixtures.value(caller, String.class, "select state from sales.orders where id = ?", order));
    }

    @Test
    void refusesWhatCannotBeCancelled() {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        cancel(UUID.randomUUID(), "{}").expect(404, "not_found");
        api.as(caller).write("POST", "/api/v1/sales-invoices/" + invoice + "/cancel", "{}", UUID.randomUUID().toString(), "If-Match",
                "\"1\"")
                .expect(412, "version_stale");
        cancel(invoice, "{\"date\": \"2026-11-01\"}").expect(422, "date_before_document");
        sql("insert into ledger.periods (company_id, id, state, stock_state) values (?, '2026-12', 'soft_closed', 'closed')",
                caller.company());
        cancel(invoice, "{\"date\": \"2026-12-01\"}").expect(409, "period_closed");
        cancel(receivables.draft(caller, customer, "2026-11-02", "1.00"), "{}").expect(409, "invoice_state");
        receivables.posted(caller, customer, "2026-11-10", "100.00");
        cancel(invoice, "{\"date\": \"2026-11-09\"}").expect(409, "date_order");
        UUID reversal = UUID.fromString(cancel(invoice, "{}").expect(201).at("/id"));
        cancel(invoice, "{}").expect(409, "already_cancelled");
        cancel(reversal, "{}").expect(409, "invoice_state");
        receivables.check(caller);
    }

    @Test
    void refusesAnInvoiceOfWhichSomethingIsPaidOrCredited() {
        UUID paid = receivables.posted(caller, customer, "2026-11-02", "100.00");
        UUID payment = receivables.payment(caller, customer, "2026-11-03", "10.00");
        receivables.allocate(caller, receivables.item(caller, paid), payment, "2026-11-03", "10.00");
        cancel(paid, "{}").expect(409, "already_paid");
        UUID credited = receivables.posted(caller, customer, "2026-11-03", "100.00");
        sql("update receivables.invoice_lines set credited_net = 1 where company_id = ? and invoice_id = ?", caller.company(), credited);
        cancel(credited, "{}").expect(409, "already_credited");
        assertEquals("partly_paid", receivables.state(caller, paid));
        receivables.check(caller);
    }

    @Test
    void cancelsAnInvoiceThatAmountsToNothing() {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "0.00");
        assertEquals("384", cancel(invoice, "{}").expect(201).at("/type"));
        assertEquals("", fixtures.journal(caller));
    }

    @Test
    void refusesAnInvoiceThatAmountsToNothingAndWasCredited() {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "0.00");
        sql("update receivables.invoice_lines set credited_quantity = 1 where company_id = ? and invoice_id = ?",
                caller.company(), invoice);
        cancel(invoice, "{}").expect(409, "already_credited");
        assertEquals(0, fixtures.value(caller, Long.class, "select count(*) from receivables.invoices where type = '384'"));
    }

    @Test
    void isNotDatedAhead() {
        String later = fixtures.value(caller, String.class, "select (current_date + 40)::text");
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        cancel(invoice, "{\"date\": \"" + later + "\"}").expect(422, "date_ahead");
        assertEquals("posted", receivables.state(caller, invoice));
    }

    @Test
    void aDryRunCancelsNothing() {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        Api.Answer dry = api.as(caller).post("/api/v1/sales-invoices/" + invoice + "/cancel?dryRun=true", "{}").expect(201);
        assertFalse(dry.body().has("number"));
        assertEquals("posted", receivables.state(caller, invoice));
    }

    @Test
    void discardsADraftAndGivesBackWhatItCovered() {
        UUID product = fixtures.product(caller, "A1", "10.00");
        UUID order = receivables.order(caller, customer, "DE", true, new Piece(product, "2", "10.00"));
        UUID draft = receivables.deliveryDraft(caller, receivables.shipped(caller, order, "2026-10-30"), "2");
        Api.Answer answer = api.as(caller).post("/api/v1/sales-invoices/" + draft + "/discard", "{}").expect(200);
        assertEquals("discarded", answer.at("/state"));
        assertEquals("\"2\"", answer.header("ETag"));
        assertEquals("0", fixtures.value(caller, String.class, "select sum(invoiced)::text from sales.delivery_lines"));
        api.as(caller).post("/api/v1/sales-invoices/" + draft + "/discard", "{}").expect(409, "invoice_state");
        cancel(draft, "{}").expect(409, "invoice_state");
        UUID posted = receivables.posted(caller, customer, "2026-11-02", "100.00");
        api.as(caller).post("/api/v1/sales-invoices/" + posted + "/discard", "{}").expect(409, "invoice_state");
        api.as(caller).post("/api/v1/sales-invoices/" + UUID.randomUUID() + "/discard", "{}").expect(404, "not_found");
    }
}
