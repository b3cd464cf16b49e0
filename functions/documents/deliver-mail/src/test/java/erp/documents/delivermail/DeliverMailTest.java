package erp.documents.delivermail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import erp.documents.DeliverMail;
import erp.documents.RenderDocument;
import erp.documents.Source;
import erp.security.Caller;
import erp.tasks.Plan;
import erp.tasks.Tasks;
import erp.tasks.Wish;
import erp.testing.DocumentFixtures;
import erp.testing.Fixtures;
import erp.testing.TaskRuns;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.micronaut.test.support.TestPropertyProvider;
import jakarta.inject.Inject;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Against a real mail server that wants to know who sends. */
@MicronautTest(transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeliverMailTest implements TestPropertyProvider {

    private static final String TO = "einkauf@kunde.example";

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    @Inject
    Fixtures fixtures;
    @Inject
    TaskRuns runs;
    @Inject
    Tasks tasks;
    @Inject
    DocumentFixtures documents;
    @Inject
    Letterbox letterbox;
    private Caller caller;

    @Override
    public Map<String, String> getProperties() {
        server.start();
        server.setUser("erp@muster.example", "erp", "geheim");
        server.getUserManager().setAuthRequired(true);
        return Map.of("erp.mail.host", "127.0.0.1", "erp.mail.port", Integer.toString(server.getSmtp().getPort()),
                "erp.mail.starttls", "false", "erp.mail.user", "erp", "erp.mail.password", "geheim");
    }

    @BeforeEach
    void start() throws Exception {
        server.purgeEmailFromAllMailboxes();
        caller = fixtures.company();
    }

    @AfterAll
    void stop() {
        server.stop();
    }

    private List<MimeMessage> received() {
        return Arrays.asList(server.getReceivedMessages());
    }

    private TaskRuns.Row send(String to, String key, UUID... documents) {
        return runs.run(caller, new DeliverMail(to, key, null, null, List.of(documents)));
    }

    @Test
    void itTakesTheDocumentToTheCustomer() throws MessagingException, IOException {
        UUID document = letterbox.document(caller, "%PDF ä");
        TaskRuns.Row row = runs.run(caller, new DeliverMail(TO, "1", "Ihre Rechnung – Grüße", "Guten Tag,\n\nanbei für 5 €.\n",
                List.of(document)));
        assertEquals("done", row.state(), row::toString);
        MimeMessage mail = received().getFirst();
        assertEquals("<" + row.id() + "@muster.example>", mail.getMessageID());
        assertEquals("Muster GmbH <info@muster.example>", mail.getFrom()[0].toString());
        assertEquals("info@muster.example", mail.getReplyTo()[0].toString());
        assertEquals(TO, mail.getAllRecipients()[0].toString());
        assertEquals("Ihre Rechnung – Grüße", mail.getSubject());
        Multipart parts = (Multipart) mail.getContent();
        assertEquals("Guten Tag,\r\n\r\nanbei für 5 €.\r\n", parts.getBodyPart(0).getContent());
        BodyPart file = parts.getBodyPart(1);
        assertEquals("Rechnung-größer-1.pdf", MimeUtility.decodeText(file.getFileName()));
        assertEquals("application/pdf", file.getContentType().split(";")[0]);
        assertArrayEquals(Letterbox.bytes("%PDF ä"), file.getInputStream().readAllBytes());
        assertEquals(List.of("sent " + TO), letterbox.mails(caller));
    }

    @Test
    void itTakesWhatWasRenderedBeforeAndSaysWhatTheDocumentSays() throws MessagingException, IOException {
        UUID document = letterbox.document(caller, "rendered");
        fixtures.in(caller, tx -> tasks.enqueue(tx, Plan.chain(List.of(Wish.of(new RenderDocument(Source.salesInvoice(document))),
                Wish.of(new DeliverMail(TO, "1", null, null, List.of()))))));
        assertEquals(List.of("render-document done", "deliver-mail done"),
                runs.drain(caller).stream().map(row -> row.kind() + " " + row.state()).toList());
        MimeMessage mail = received().getFirst();
        assertEquals("Rechnung 1 über 5 €", mail.getSubject());
        Multipart parts = (Multipart) mail.getContent();
        assertEquals("Guten Tag, Frau Müßig", parts.getBodyPart(0).getContent());
        assertArrayEquals(Letterbox.bytes("rendered"), parts.getBodyPart(1).getInputStream().readAllBytes());
        assertEquals(2, parts.getCount());
    }

    @Test
    void ofADocumentAndAKeyThereIsOneMail() {
        UUID document = letterbox.document(caller, "x");
        TaskRuns.Row first = send(TO, "1", document);
        TaskRuns.Row second = send("other@kunde.example", "1", document);
        assertEquals("done", second.state());
        assertTrue(second.result().contains("\"before\": true") && second.result().contains(first.id().toString()), second::result);
        assertEquals(1, received().size());
        assertEquals("done", send(TO, "2", document).state());
        assertEquals("done", send(TO, "1", letterbox.document(caller, "y")).state());
        assertEquals(3, received().size());
    }

    @Test
    void whoComesWhileAnotherSendsComesAgainLater() {
        UUID document = letterbox.document(caller, "x");
        UUID other = runs.enqueue(caller, Wish.of(new DeliverMail(TO, "1", null, null, List.of(document))));
        documents.mail(caller, other, document, "1", "sending");
        TaskRuns.Row row = send(TO, "1", document);
        assertEquals("delayed try_again", row.state() + " " + row.errorCode());
        assertEquals(List.of(), received());
    }

    @Test
    void afterItsWorkerHasDiedItGoesOutUnderTheSameMessageId() throws MessagingException {
        UUID document = letterbox.document(caller, "x");
        UUID task = runs.enqueue(caller, Wish.of(new DeliverMail(TO, "1", null, null, List.of(document))));
        documents.mail(caller, task, document, "1", "sending");
        assertEquals("done", runs.attempt(caller, task).state());
        assertEquals("<begun@muster.example>", received().getFirst().getMessageID());
        assertEquals(List.of("sent " + TO), letterbox.mails(caller));
    }

    @Test
    void aServerThatCannotNowIsTriedAgain() {
        UUID document = letterbox.document(caller, "x");
        var delivery = server.getUserManager().getMessageDeliveryHandler();
        server.getUserManager().setMessageDeliveryHandler((_, _) -> {
            throw new IllegalStateException("disk full");
        });
        TaskRuns.Row row = send(TO, "1", document);
        server.getUserManager().setMessageDeliveryHandler(delivery);
        assertEquals("delayed", row.state(), row::toString);
        assertTrue(row.error().contains("451"), row::error);
        assertEquals(List.of("sending " + TO), letterbox.mails(caller));
        fixtures.in(caller, tx -> {
            tx.write("update tasks.tasks set state = 'ready' where company_id = ? and id = ?", tx.company(), row.id());
            return null;
        });
        assertEquals("done", runs.attempt(caller, row.id()).state());
        assertEquals(1, received().size());
    }

    @Test
    void whatWasGivenUpDoesNotKeepTheNextOneWaiting() {
        UUID document = letterbox.document(caller, "x");
        UUID other = runs.enqueue(caller, Wish.of(new DeliverMail(TO, "1", null, null, List.of(document))));
        documents.mail(caller, other, document, "1", "sending");
        fixtures.in(caller, tx -> {
            tx.write("update tasks.tasks set state = 'cancelled', ended_at = now() where company_id = ? and id = ?", tx.company(), other);
            return null;
        });
        assertEquals("done", send(TO, "1", document).state());
        assertEquals(List.of("refused " + TO + " given up", "sent " + TO), letterbox.mails(caller));
    }

    @Test
    void anAddressThatSomebodyCorrectsGetsTheMail() throws MessagingException {
        UUID document = letterbox.document(caller, "x");
        TaskRuns.Row refused = send("kunde", "1 kunde", document);
        assertEquals("dead", refused.state(), refused::toString);
        assertEquals("done", corrected(refused.id(), document).state());
        assertEquals(List.of("sent " + TO), letterbox.mails(caller));
        assertEquals(TO, received().getFirst().getAllRecipients()[0].toString());
        UUID begun = runs.enqueue(caller, Wish.of(new DeliverMail("a@kunde.example", "2", null, null, List.of(document))));
        documents.mail(caller, begun, document, "2", "sending");
        assertTrue(corrected(begun, document).result().contains("\"before\": true"), "the place it wants now has had its mail");
        assertEquals(1, received().size());
    }

    private TaskRuns.Row corrected(UUID task, UUID document) {
        fixtures.in(caller, tx -> {
            tx.write("""
                    update tasks.tasks set state = 'ready', ended_at = null,
                           args = jsonb_build_object('to', ?::text, 'key', '1 kunde@', 'documents', array[?::uuid])
                     where company_id = ? and id = ?""", TO, document, tx.company(), task);
            return null;
        });
        return runs.attempt(caller, task);
    }

    @Test
    void anAddressNobodyCanHaveIsRefusedAndGivesItsPlaceBack() {
        UUID document = letterbox.document(caller, "x");
        for (String address : List.of("kunde", "a b@kunde.example", "a@kunde", "a@b.example, c@d.example",
                "a@b.example\r\nRCPT TO:<x@y.example>", "<a@b.example>", "ä@kunde.example")) {
            TaskRuns.Row row = send(address, "1", document);
            assertEquals("dead mail_address_invalid", row.state() + " " + row.errorCode(), address);
        }
        assertEquals("refused kunde mail_address_invalid", letterbox.mails(caller).getFirst());
        assertEquals(List.of(), received());
        assertEquals("done", send(TO, "1", document).state());
    }

    @Test
    void nobodyWritesFurtherHeadersIntoTheSubject() throws MessagingException {
        UUID document = letterbox.document(caller, "x");
        runs.run(caller, new DeliverMail(TO, "1", "Hallo\r\nBcc: spion@boese.example\r\n\r\nText", null, List.of(document)));
        assertEquals(1, received().size());
        assertNull(received().getFirst().getHeader("Bcc"));
        assertEquals("Hallo Bcc: spion@boese.example Text", received().getFirst().getSubject());
    }

    @Test
    void aDocumentThatIsNotThereIsRefused() {
        assertEquals("not_found", send(TO, "1", UUID.randomUUID()).errorCode());
        assertEquals("not_found", send(TO, "1").errorCode());
        UUID document = letterbox.document(caller, "x");
        caller = fixtures.company();
        TaskRuns.Row row = send(TO, "1", document);
        assertEquals("dead not_found", row.state() + " " + row.errorCode());
        assertEquals(List.of(), received());
    }

    @Test
    void somebodyMustHaveSentIt() {
        fixtures.in(caller, tx -> {
            tx.write("update platform.companies set email = null where company_id = ?", tx.company());
            return null;
        });
        assertEquals("sender_missing", send(TO, "1", letterbox.document(caller, "x")).errorCode());
    }
}
