package erp.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.TaskRuns;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.micronaut.test.support.TestPropertyProvider;
import jakarta.inject.Inject;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An invoice on its way to the customer, through three functions. */
@MicronautTest(transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SendingTest implements TestPropertyProvider {

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    TaskRuns runs;

    @Override
    public Map<String, String> getProperties() {
        server.start();
        return Map.of("erp.mail.host", "127.0.0.1", "erp.mail.port", Integer.toString(server.getSmtp().getPort()),
                "erp.mail.starttls", "false");
    }

    @AfterAll
    void stop() {
        server.stop();
    }

    @Test
    void theCustomerGetsTheBytesThatAreKept() throws Exception {
        Stage stage = Stage.of(api, fixtures);
        String path = "/api/v1/sales-invoices/" + stage.invoice();
        String body = "{\"to\": \"einkauf@kunde.example\"}";
        assertEquals(List.of("render-document done"), drained(stage), "the delivery note");
        api.as(stage.caller).post(path + "/send", body).expect(202);
        api.as(stage.caller).get(path + "/document").expect(404, "not_rendered");
        assertEquals(List.of("render-document done", "deliver-mail done"), drained(stage));

        MimeMessage mail = server.getReceivedMessages()[0];
        assertEquals("Rechnung INV-000001", mail.getSubject());
        Multipart parts = (Multipart) mail.getContent();
        assertTrue(parts.getBodyPart(0).getContent().toString().contains("unsere Rechnung INV-000001 vom 03.02.2025"));
        byte[] sent = parts.getBodyPart(1).getInputStream().readAllBytes();
        assertArrayEquals(api.as(stage.caller).get(path + "/document").expect(200).bytes(), sent);

        api.as(stage.caller).post(path + "/send", body).expect(409, "already_sent");
        assertEquals(1, server.getReceivedMessages().length);
    }

    private List<String> drained(Stage stage) {
        return runs.drain(stage.caller).stream().map(row -> row.kind() + " " + row.state()).toList();
    }
}
