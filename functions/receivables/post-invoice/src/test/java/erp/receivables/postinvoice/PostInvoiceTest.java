package erp.receivables.postinvoice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import erp.ledger.Chart;
import erp.security.Caller;
import erp.tax.TaxRegime;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.ReceivablesFixtures;
import erp.testing.ReceivablesFixtures.Piece;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class PostInvoiceTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    ReceivablesFixtures receivables;
    @Inject
    ObjectMapper json;
    private Caller caller;
    private UUID customer;

    @BeforeEach
    void start() {
        caller = fixtures.company();
        customer = fixtures.customer(caller, "Kunde", "DE");
    }

    private Api.Answer post(UUID invoice) {
        return api.as(caller).post("/api/v1/sales-invoices/" + invoice + "/post", "{}");
    }

    private void sql(String sql, Object... args) {
        fixtures.in(caller, tx -> {
            tx.write(sql, args);
            return null;
        });
    }

    @Test
    void postsTheInvoiceIntoTheBooks() {
        UUID invoice = receivables.draft(caller, customer, "2026-11-02", "99.99", "0.33");
        Api.Answer answer = post(invoice).expect(200);
        assertEquals("INV-000001", answer.at("/number"));
        assertEquals("posted", answer.at("/state"));
        assertEquals("119.38", answer.at("/gross"));
        assertEquals("2026-11-16", answer.at("/dueDate"));
        assertEquals("\"2\"", answer.header("ETag"));
        assertEquals("""
                2026-11-02 sales_invoice | Rechnung Kunde
                    1200  Trade receivables                               119.38                ; Kunde
                    4400  Revenue 19 % VAT                                              100.32  ; S 19 % of 100.32, box 81
                    3806  VAT 19 %                                                       19.06  ; S 19 % of 100.32
                """, fixtures.journal(caller));
        assertEquals("119.38", receivables.open(caller, UUID.fromString(answer.at("/openItemId"))).toString());
        assertEquals(1, fixtures.value(caller, Long.class, """
                select count(*) from receivables.open_items i join ledger.entries e on e.source_id = i.source_id
                 where i.source_id = ? and e.id = ?::uuid""", invoice, answer.at("/entryId")));
        receivables.check(caller);
    }

    @Test
    void aDocumentOfTomorrowDoesNotCloseTheRangeForTodaysDocuments() {
        UUID ahead = receivables.draft(caller, customer, LocalDate.now().plusDays(2).toString(), "10.00");
        post(ahead).expect(422, "date_ahead");
        assertEquals("INV-000001", post(receivables.draft(caller, customer, "2026-11-02", "10.00")).expect(200).at("/number"));
    }

    @Test
    void freezesSellerBuyerAndTerms() {
        UUID invoice = receivables.draft(caller, customer, "2026-11-02", "10.00");
        sql("update partners.partners set discount_days = 8, discount_percent = 2, payment_days = 30 where company_id = ? and id = ?",
                caller.company(), customer);
        assertEquals("2026-12-02", post(invoice).expect(200).at("/dueDate"));
        sql("update partners.partners set name = 'Umbenannt' where company_id = ? and id = ?", caller.company(), customer);
        String frozen = "select snapshot #>> ?::text[] from receivables.invoices where id = ?";
        assertEquals("Kunde", fixtures.value(caller, String.class, frozen, List.of("buyer", "name"), invoice));
        assertEquals("Muster GmbH", fixtures.value(caller, String.class, frozen, List.of("seller", "name"), invoice));
        assertEquals("2", fixtures.value(caller, String.class, frozen, List.of("terms", "discountPercent"), invoice));
    }

    @Test
    void twoHundredParallelPostingsGetTheNumbersFromOneToTwoHundred() {
        List<UUID> drafts = IntStream.range(0, 200).mapToObj(_ -> receivables.draft(caller, customer, "2026-11-02", "10.00")).toList();
        List<Api.Answer> answers = api.as(caller).parallel(200, i -> api.as(caller)
                .request("POST", "/api/v1/sales-invoices/" + drafts.get(i) + "/post", "{}", UUID.randomUUID().toString()));
        answers.forEach(answer -> answer.expect(200));
        assertEquals(IntStream.rangeClosed(1, 200).mapToObj(n -> String.format("INV-%06d", n)).toList(),
                answers.stream().map(answer -> answer.at("/number")).sorted().toList());
        receivables.check(caller);
    }

    @Test
    void refusedAndDryPostingsLeaveNoGap() {
        UUID late = receivables.draft(caller, customer, "2026-11-03", "10.00");
        UUID early = receivables.draft(caller, customer, "2026-11-02", "10.00");
        Api.Answer dry = api.as(caller).post("/api/v1/sales-invoices/" + late + "/post?dryRun=true", "{}").expect(200);
        assertTrue(dry.body().at("/dryRun").asBoolean());
        assertFalse(dry.body().has("number"));
        assertEquals("draft", receivables.state(caller, late));
        assertEquals("INV-000001", post(late).expect(200).at("/number"));
        post(early).expect(409, "date_order");
        assertEquals("draft", receivables.state(caller, early));
        assertEquals("INV-000002", post(receivables.draft(caller, customer, "2026-11-03", "10.00")).expect(200).at("/number"));
        receivables.check(caller);
    }

    @Test
    void refusesWhatIsNoDraft() {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "10.00");
        post(invoice).expect(409, "invoice_state");
        post(UUID.randomUUID()).expect(404, "not_found");
        UUID draft = receivables.draft(caller, customer, "2026-11-02", "10.00");
        api.as(caller).write("POST", "/api/v1/sales-invoices/" + draft + "/post", "{}", UUID.randomUUID().toString(), "If-Match", "\"7\"")
                .expect(412, "version_stale");
        api.as(caller).write("POST", "/api/v1/sales-invoices/" + draft + "/post", "{\"x\": 1}", UUID.randomUUID().toString())
                .expect(400, "unknown_field");
        sql("insert into ledger.periods (company_id, id, state, stock_state) values (?, '2026-11', 'soft_closed', 'closed')",
                caller.company());
        post(draft).expect(409, "period_closed");
    }

    @Test
    void needsNoBody() {
        UUID draft = receivables.draft(caller, customer, "2026-11-02", "10.00");
        api.as(caller).write("POST", "/api/v1/sales-invoices/" + draft + "/post", null, UUID.randomUUID().toString()).expect(200);
    }

    @Test
    void checksTheTaxAgain() {
        UUID supply = receivables.draft(caller, customer, "2026-11-02", "10.00");
        // As if the draft had been made before the rate changed.
        sql("update receivables.invoices set supply_date = '2020-08-01' where company_id = ? and id = ?", caller.company(), supply);
        post(supply).expect(422, "rate_not_valid_on_date");
        Caller small = fixtures.company(Chart.SKR03, TaxRegime.SMALL_BUSINESS);
        UUID taxed = receivables.draft(small, fixtures.customer(small, "Kunde", "DE"), "2026-11-02", "10.00");
        api.as(small).post("/api/v1/sales-invoices/" + taxed + "/post", "{}").expect(422, "tax_regime");
    }

    @Test
    void listsTheMandatoryFieldsThatAreMissing() {
        UUID invoice = receivables.draft(caller, customer, "2026-11-02", "10.00");
        sql("update partners.partners set street = '', city = ' ' where company_id = ? and id = ?", caller.company(), customer);
        Api.Answer answer = post(invoice).expect(422, "mandatory_field_missing");
        assertEquals("/buyer/street", answer.at("/errors/0/pointer"));
        assertEquals("/buyer/city", answer.at("/errors/1/pointer"));
        assertTrue(answer.at("/detail").contains("/buyer/street, /buyer/city"));
        Api.Answer german = api.as(new Caller(caller.user(), caller.company(), caller.roles(), Locale.GERMAN, false))
                .write("POST", "/api/v1/sales-invoices/" + invoice + "/post", "{}", UUID.randomUUID().toString(), "Accept-Language", "de");
        assertEquals("Eine Pflichtangabe fehlt", german.at("/title"));
    }

    @Test
    void postsAnInvoiceThatAmountsToNothingWithoutAnEntry() {
        UUID invoice = receivables.draft(caller, customer, "2026-11-02", "0.00");
        Api.Answer answer = post(invoice).expect(200);
        assertEquals("paid", answer.at("/state"));
        assertFalse(answer.body().has("entryId"));
        assertFalse(answer.body().has("openItemId"));
        assertEquals("", fixtures.journal(caller));
    }

    @Test
    void closesAnOrderOfWhichAllIsDeliveredAndInvoiced() {
        UUID product = fixtures.product(caller, "A1", "10.00");
        UUID order = receivables.order(caller, customer, "DE", true, new Piece(product, "2", "10.00"));
        UUID delivery = receivables.shipped(caller, order, "2026-10-30");
        UUID first = receivables.deliveryDraft(caller, delivery, "1");
        UUID second = receivables.deliveryDraft(caller, delivery, "1");
        post(first).expect(200);
        assertEquals("delivered", state(order));
        post(second).expect(200);
        assertEquals("closed", state(order));
    }

    @Test
    void closesAnOrderAlsoWhenItsLastInvoicesArePostedAtOnce() {
        UUID product = fixtures.product(caller, "A1", "10.00");
        for (int round = 0; round < 10; round++) {
            UUID order = receivables.order(caller, customer, "DE", true, new Piece(product, "4", "10.00"));
            UUID delivery = receivables.shipped(caller, order, "2026-10-30");
            List<UUID> drafts = IntStream.range(0, 4).mapToObj(_ -> receivables.deliveryDraft(caller, delivery, "1")).toList();
            api.as(caller).parallel(4, i -> api.as(caller)
                    .request("POST", "/api/v1/sales-invoices/" + drafts.get(i) + "/post", "{}", UUID.randomUUID().toString()))
                    .forEach(answer -> answer.expect(200));
            assertEquals("closed", state(order));
        }
    }

    private String state(UUID order) {
        return fixtures.value(caller, String.class, "select state from sales.orders where id = ?", order);
    }

    @Test
    void theSameRequestGetsTheSameNumber() {
        UUID draft = receivables.draft(caller, customer, "2026-11-02", "10.00");
        String key = "key-" + ThreadLocalRandom.current().nextLong();
        String path = "/api/v1/sales-invoices/" + draft + "/post";
        List<Api.Answer> answers = api.as(caller).parallel(20, _ -> api.as(caller).request("POST", path, "{}", key));
        answers.forEach(answer -> assertEquals("INV-000001", answer.expect(200).at("/number")));
        assertEquals(1, answers.stream().map(Api.Answer::text).distinct().count());
    }

    @Test
    void aPostedInvoiceIsFrozen() {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "10.00");
        for (String change : List.of("number = 'X'", "gross = gross + 1, tax = tax + 1", "note = 'x'", "snapshot = '{}'",
                "entry_id = null")) {
            assertFrozen("update receivables.invoices set " + change + " where company_id = ? and id = ?", invoice);
        }
        assertFrozen("update receivables.invoice_lines set net = 0 where company_id = ? and invoice_id = ?", invoice);
        assertFrozen("update receivables.open_items set amount = 1 where company_id = ? and source_id = ?", invoice);
    }

    private void assertFrozen(String sql, UUID invoice) {
        erp.work.Refusal refusal = org.junit.jupiter.api.Assertions.assertThrows(erp.work.Refusal.class,
                () -> sql(sql, caller.company(), invoice));
        assertEquals("posted_is_frozen", refusal.code().code());
    }
}
