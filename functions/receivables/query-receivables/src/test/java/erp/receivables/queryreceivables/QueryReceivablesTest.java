package erp.receivables.queryreceivables;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import erp.documents.Source;
import erp.security.Caller;
import erp.security.Sha256;
import erp.testing.Api;
import erp.testing.DocumentFixtures;
import erp.testing.Fixtures;
import erp.testing.ReceivablesFixtures;
import erp.testing.Tampering;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class QueryReceivablesTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    DocumentFixtures documents;
    @Inject
    ReceivablesFixtures receivables;
    private Caller caller;
    private UUID customer;

    @BeforeEach
    void start() {
        caller = fixtures.company();
        customer = fixtures.customer(caller, "Kunde", "DE");
    }

    private Api.Answer get(String path) {
        return api.as(caller).get("/api/v1/" + path).expect(200);
    }

    private static String filter(String text) {
        return "filter=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static List<String> texts(Api.Answer answer, String field) {
        return StreamSupport.stream(answer.body().at("/items").spliterator(), false).map(item -> item.at("/" + field).asText()).toList();
    }

    @Test
    void listsInvoicesAndCreditNotesByTypeAndState() {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        UUID note = receivables.credited(caller, invoice, "2026-11-03", "10.00");
        UUID draft = receivables.draft(caller, customer, "2026-11-04", "5.00");
        assertEquals(List.of(draft.toString(), note.toString(), invoice.toString()), texts(get("sales-invoices"), "id"));
        assertEquals(List.of(note.toString()), texts(get("sales-invoices?" + filter("type eq 381")), "id"));
        Api.Answer posted = get("sales-invoices?" + filter("type eq 380 and state eq posted and number like INV-*"));
        assertEquals(List.of("119.00"), texts(posted, "open"));
        assertEquals(List.of("Kunde"), texts(posted, "partnerName"));
        assertFalse(get("sales-invoices/" + draft).body().has("number"));
    }

    @Test
    void showsLettersWithTheirClaims() {
        UUID invoice = receivables.posted(caller, customer, "2026-09-01", "100.00");
        UUID letter = fixtures.dunned(caller, invoice, 2, "2026-10-06", "2026-10-13");
        assertEquals(List.of(letter.toString()), texts(get("dunning-letters?" + filter("level eq 2 and date ge 2026-10-01")), "id"));
        assertEquals(List.of(), texts(get("dunning-letters?" + filter("partnerName eq Andere")), "id"));
        Api.Answer answer = get("dunning-letters/" + letter);
        assertEquals("119.00 + 1.50 + 40.00 + 0.00 = 160.50", answer.at("/open") + " + " + answer.at("/interest") + " + "
                + answer.at("/compensation") + " + " + answer.at("/fee") + " = " + answer.at("/total"));
        assertEquals("2026-10-13", answer.at("/payBy"));
        assertEquals("Kunde", answer.at("/parties/buyer/name"));
        assertEquals("INV-000001 21", answer.at("/claims/0/number") + " " + answer.at("/claims/0/days"));
        api.as(fixtures.company()).get("/api/v1/dunning-letters/" + letter).expect(404, "not_found");
    }

    @Test
    void showsTheDunningLevelsACompanyBeginsWith() {
        Api.Answer levels = get("dunning-levels");
        assertEquals("\"1\"", levels.header("ETag"));
        assertEquals(List.of("7 0.00 false reminder 7", "21 2.50 true demand 7", "35 5.00 true final_demand 7"),
                StreamSupport.stream(levels.body().at("/levels").spliterator(), false).map(level -> String.join(" ",
                        level.at("/days").asText(), level.at("/fee").asText(), level.at("/interest").asText(), level.at("/text").asText(),
                        level.at("/paymentDays").asText())).toList());
    }

    @Test
    void listsWhoIsNotDunned() {
        fixtures.in(caller, tx -> {
            tx.write("insert into receivables.dunning_blocks (company_id, id, partner_id, until, reason) values (?, ?, ?, ?, 'Strittig')",
                    tx.company(), UUID.randomUUID(), customer, LocalDate.parse("2026-12-31"));
            return null;
        });
        Api.Answer list = get("dunning-blocks?" + filter("until gt 2026-12-30"));
        assertEquals(List.of("Strittig"), texts(list, "reason"));
        assertEquals(customer.toString(), get("dunning-blocks/" + texts(list, "id").getFirst()).at("/partnerId"));
    }

    @Test
    void showsADocumentWithItsLinesTaxesAndParties() {
        UUID invoice = receivables.postedMixed(caller, customer, "2026-11-02", "100.00", "50.00");
        Api.Answer answer = get("sales-invoices/" + invoice);
        assertEquals("INV-000001", answer.at("/number"));
        assertEquals("172.50", answer.at("/gross"));
        assertEquals("100.00", answer.at("/lines/0/net"));
        assertEquals("7", answer.at("/taxes/1/rate"));
        assertEquals("3.50", answer.at("/taxes/1/tax"));
        assertEquals("Kunde", answer.at("/parties/buyer/name"));
        assertEquals("DE136695976", answer.at("/parties/seller/vatId"));
        assertEquals("14", answer.at("/parties/terms/paymentDays"));
        assertEquals("\"2\"", answer.header("ETag"));
        api.as(caller).get("/api/v1/credit-notes/" + invoice).expect(404, "not_found");
        UUID note = receivables.credited(caller, invoice, "2026-11-03", "10.00");
        assertEquals(invoice.toString(), get("credit-notes/" + note).at("/correctsId"));
        Caller stranger = fixtures.company();
        api.as(stranger).get("/api/v1/sales-invoices/" + invoice).expect(404, "not_found");
        api.as(stranger).get("/api/v1/credit-notes/" + note).expect(404, "not_found");
        assertEquals(0, api.as(stranger).get("/api/v1/sales-invoices").expect(200).body().at("/items").size());
    }

    @Test
    void showsPaymentsAndAllocations() {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        UUID payment = receivables.payment(caller, customer, "2026-11-05", "30.00");
        UUID allocation = receivables.allocate(caller, receivables.item(caller, invoice), payment, "2026-11-06", "20.00");
        Api.Answer payments = get("payments");
        assertEquals(List.of("-10.00"), texts(payments, "open"));
        assertEquals("incoming", get("payments/" + payments.at("/items/0/id")).at("/direction"));
        assertEquals(List.of("20.00"), texts(get("allocations?" + filter("partnerId eq " + customer)), "amount"));
        assertEquals(payment.toString(), get("allocations/" + allocation).at("/creditItemId"));
        api.as(caller).get("/api/v1/payments/" + UUID.randomUUID()).expect(404, "not_found");
        api.as(caller).get("/api/v1/allocations/" + UUID.randomUUID()).expect(404, "not_found");
        Caller stranger = fixtures.company();
        api.as(stranger).get("/api/v1/payments/" + payments.at("/items/0/id")).expect(404, "not_found");
        api.as(stranger).get("/api/v1/allocations/" + allocation).expect(404, "not_found");
    }

    @Test
    void listsWhatIsOpenNowAndOnADate() {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        UUID payment = receivables.payment(caller, customer, "2026-11-05", "130.00");
        UUID item = receivables.item(caller, invoice);
        receivables.allocate(caller, item, payment, "2026-11-06", "19.00");
        receivables.allocate(caller, item, payment, "2026-11-08", "100.00");
        assertEquals(List.of("-11.00"), texts(get("open-items"), "open"));
        assertEquals(List.of(), texts(get("open-items?asOf=2026-11-01"), "open"));
        assertEquals(List.of("119.00"), texts(get("open-items?asOf=2026-11-04"), "open"));
        assertEquals(List.of("119.00"), texts(get("open-items?sort=-amount&asOf=2026-11-05&" + filter("sourceType eq sales_invoice")),
                "open"));
        assertEquals(List.of("100.00", "-111.00"), texts(get("open-items?sort=-amount&asOf=2026-11-07"), "open"));
        assertEquals(List.of("-11.00"), texts(get("open-items?asOf=2026-11-08"), "open"));
        assertEquals("INV-000001", get("open-items?asOf=2026-11-04").at("/items/0/number"));
    }

    @Test
    void whatWasKnownThenStaysWhatItWas() {
        UUID item = UUID.randomUUID();
        fixtures.in(caller, tx -> {
            tx.write("""
                    insert into receivables.open_items (company_id, id, partner_id, source_type, source_id, business_date, due_date,
                      currency, amount, open, recorded_at)
                    values (?, ?, ?, 'sales_invoice', ?, '2026-11-02', '2026-11-16', 'EUR', 119.00, 119.00, now() - interval '2 hours')""",
                    tx.company(), item, customer, UUID.randomUUID());
            return null;
        });
        Instant known = fixtures.value(caller, Instant.class, "select now() - interval '1 hour'");
        String then = "open-items?asOf=2026-11-30&knownAt=" + known;
        byte[] answer = get(then).bytes();
        assertEquals(List.of("119.00"), texts(get(then), "open"));
        UUID payment = receivables.payment(caller, customer, "2026-11-03", "130.00");
        receivables.allocate(caller, item, payment, "2026-11-03", "100.00");
        receivables.posted(caller, customer, "2026-11-03", "1.00");
        assertArrayEquals(answer, get(then).bytes());
        assertEquals(List.of("19.00", "1.19", "-30.00"), texts(get("open-items?sort=-amount&asOf=2026-11-30"), "open"));
        api.as(caller).get("/api/v1/open-items?knownAt=2099-01-01T00:00:00Z").expect(400, "known_at_too_recent");
        api.as(caller).get("/api/v1/open-items?asOf=nonsense").expect(400);
    }

    @Test
    void whatWasKnownStaysTheSameAfterHundredsOfLaterPostings() {
        List<UUID> items = IntStream.range(0, 10).mapToObj(i -> receivables.item(caller,
                receivables.posted(caller, customer, "2026-11-02", "10" + i + ".00"))).toList();
        Tampering.with("update receivables.open_items set recorded_at = recorded_at - interval '2 hours' where company_id = ?",
                caller.company());
        Instant known = fixtures.value(caller, Instant.class, "select now() - interval '1 hour'");
        List<String> asked = List.of("open-items?asOf=2026-11-30&knownAt=" + known,
                "open-items?limit=3&sort=-open&asOf=2026-11-03&knownAt=" + known);
        List<byte[]> before = asked.stream().map(path -> get(path).bytes()).toList();
        for (int i = 0; i < 100; i++) {
            UUID payment = receivables.payment(caller, customer, "2026-11-02", "3.00");
            receivables.allocate(caller, items.get(i % 10), payment, "2026-11-02", "2.50");
            receivables.posted(caller, customer, "2026-11-02", "1.00");
        }
        for (int i = 0; i < asked.size(); i++) {
            assertArrayEquals(before.get(i), get(asked.get(i)).bytes(), asked.get(i));
        }
        assertEquals("94.00", get("open-items?sort=-open&asOf=2026-11-30&filter=number%20eq%20INV-000001").at("/items/0/open"));
    }

    @Test
    void pagesThroughOpenItemsOfADate() {
        for (int i = 0; i < 5; i++) {
            receivables.posted(caller, customer, "2026-11-02", "10.00");
        }
        Api.Answer first = get("open-items?asOf=2026-11-30&limit=3");
        Api.Answer second = get("open-items?asOf=2026-11-30&limit=3&cursor=" + first.at("/next"));
        assertEquals(3, texts(first, "id").size());
        assertEquals(2, texts(second, "id").size());
        assertFalse(second.body().has("next"));
    }

    @Test
    void theDocumentIsTheBytesThatWereSent() {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        String path = "/api/v1/sales-invoices/" + invoice + "/document";
        assertEquals("No document has been made of INV-000001 yet.", api.as(caller).get(path).expect(404, "not_rendered").at("/detail"));
        documents.document(caller, Source.salesInvoice(invoice), 1, "%PDF old");
        documents.document(caller, Source.salesInvoice(invoice), 2, "%PDF ä");
        Api.Answer answer = api.as(caller).get(path).expect(200);
        assertArrayEquals("%PDF ä".getBytes(StandardCharsets.UTF_8), answer.bytes());
        assertEquals("application/pdf", answer.header("Content-Type"));
        assertEquals("inline; filename*=UTF-8''Rechnung-gr%C3%B6%C3%9Fer-1.pdf", answer.header("Content-Disposition"));
        assertEquals('"' + HexFormat.of().formatHex(Sha256.of(answer.bytes())) + '"', answer.header("ETag"));
        UUID draft = receivables.draft(caller, customer, "2026-11-02", "10.00");
        api.as(caller).get("/api/v1/sales-invoices/" + draft + "/document").expect(409, "invoice_state");
        api.as(caller).get("/api/v1/sales-invoices/" + UUID.randomUUID() + "/document").expect(404, "not_found");
        api.as(fixtures.company()).get(path).expect(404, "not_found");
    }
}
