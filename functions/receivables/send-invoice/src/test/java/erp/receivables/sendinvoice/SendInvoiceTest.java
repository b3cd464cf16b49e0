package erp.receivables.sendinvoice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import erp.documents.Source;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.DocumentFixtures;
import erp.testing.Fixtures;
import erp.testing.ReceivablesFixtures;
import erp.testing.TaskRuns;
import erp.work.Ids;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class SendInvoiceTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    ReceivablesFixtures receivables;
    @Inject
    DocumentFixtures documents;
    @Inject
    TaskRuns runs;
    @Inject
    ObjectMapper json;
    private Caller caller;
    private UUID customer;
    private UUID invoice;

    @BeforeEach
    void start() {
        caller = fixtures.company();
        customer = fixtures.customer(caller, "Kunde", "DE");
        sql("update partners.partners set email = 'Einkauf@kunde.example' where company_id = ? and id = ?", caller.company(), customer);
        invoice = receivables.posted(caller, customer, "2026-11-02", "10.00");
    }

    private void sql(String sql, Object... args) {
        fixtures.in(caller, tx -> {
            tx.write(sql, args);
            return null;
        });
    }

    private Api.Answer send(UUID document, String body) {
        return api.as(caller).post("/api/v1/sales-invoices/" + document + "/send", body);
    }

    private JsonNode mail() throws Exception {
        return json.readTree(runs.of(caller, "deliver-mail").getLast().args());
    }

    @Test
    void firstItIsRenderedAndThenItIsMailed() throws Exception {
        Api.Answer answer = send(invoice, "{}").expect(202);
        TaskRuns.Row render = runs.of(caller, "render-document").getFirst();
        TaskRuns.Row mail = runs.of(caller, "deliver-mail").getFirst();
        assertEquals("ready", render.state());
        assertEquals(
                json.readTree("{\"source\": {\"type\": \"sales_invoice\", \"id\": \"" + invoice + "\"}}"),
                json.readTree(render.args()));
        assertEquals("waiting", mail.state());
        assertEquals("sales-invoices/" + invoice, mail.document());
        assertEquals(mail.id().toString(), answer.at("/id"));
        assertEquals("/api/v1/tasks/" + mail.id(), answer.header("Location"));
        assertEquals("Einkauf@kunde.example", answer.at("/to"));
        assertEquals("Einkauf@kunde.example", mail().at("/to").asText());
        assertEquals(" einkauf@kunde.example", mail().at("/key").asText());
        assertEquals(1, fixtures.value(caller, Integer.class, "select count(*)::int from tasks.successors where next_id = ?", mail.id()));
    }

    @Test
    void whoeverSendsMaySayWhereToAndWhat() throws Exception {
        send(invoice, "{\"to\": \"chef@kunde.example\", \"subject\": \"Hallo\", \"text\": \"Anbei.\", \"key\": \"2\"}").expect(202);
        assertEquals("[chef@kunde.example, 2 chef@kunde.example, Hallo, Anbei.]", List.of(mail().at("/to").asText(),
                mail().at("/key").asText(), mail().at("/subject").asText(), mail().at("/text").asText()).toString());
        api.as(caller).write("POST", "/api/v1/sales-invoices/" + invoice + "/send", null, "no-body").expect(202);
    }

    @Test
    void creditNotesGoTheSameWay() {
        UUID creditNote = receivables.credited(caller, invoice, "2026-11-05", "4.00");
        send(creditNote, "{}").expect(202);
        assertEquals("sales-invoices/" + creditNote, runs.of(caller, "deliver-mail").getFirst().document());
    }

    @Test
    void theSameRequestSendsOnceAndATryNothing() {
        String path = "/api/v1/sales-invoices/" + invoice + "/send";
        Api.Answer dry = api.as(caller).post(path + "?dryRun=true", "{}").expect(202);
        assertNull(dry.header("Location"));
        assertEquals(List.of(), runs.of(caller, "deliver-mail"));
        List<Api.Answer> answers = api.as(caller).parallel(10, _ -> api.as(caller).request("POST", path, "{}", "once"));
        String location = answers.getFirst().header("Location");
        answers.forEach(answer -> assertEquals(location, answer.expect(202).header("Location")));
        assertEquals(1, runs.of(caller, "deliver-mail").size());
    }

    @Test
    void aDraftIsNotSent() {
        send(receivables.draft(caller, customer, "2026-11-02", "10.00"), "{}").expect(409, "invoice_state");
        send(UUID.randomUUID(), "{}").expect(404, "not_found");
        caller = fixtures.company();
        send(invoice, "{\"to\": \"a@b.example\"}").expect(404, "not_found");
    }

    @Test
    void somebodyMustHaveAnAddress() {
        send(invoice, "{\"to\": \"a b@kunde.example\"}").expect(422, "mail_address_invalid");
        sql("update partners.partners set email = null where company_id = ? and id = ?", caller.company(), customer);
        assertEquals("Neither the request nor Kunde names a mail address.",
                send(invoice, "{}").expect(422, "mail_address_missing").at("/detail"));
        send(invoice, "{\"to\": \"a@kunde.example\"}").expect(202);
    }

    @Test
    void aVersionThatWasSeenIsHonoured() {
        api.as(caller).write("POST", "/api/v1/sales-invoices/" + invoice + "/send", "{}", "stale", "If-Match", "\"7\"")
                .expect(412, "version_stale");
    }

    @Test
    void whatWentToAnAddressGoesThereAgainOnlyUnderAnotherKey() {
        UUID document = documents.document(caller, Source.salesInvoice(invoice), "x");
        documents.mail(caller, Ids.next(), document, " einkauf@kunde.example", "sent");
        assertEquals("A mail with it went to Einkauf@kunde.example on 2026-11-03.",
                send(invoice, "{}").expect(409, "already_sent").at("/detail"));
        send(invoice, "{\"to\": \"chef@kunde.example\"}").expect(202);
        send(invoice, "{\"key\": \"again\"}").expect(202);
    }
}
