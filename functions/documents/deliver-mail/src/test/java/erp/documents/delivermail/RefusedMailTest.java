package erp.documents.delivermail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.documents.DeliverMail;
import erp.security.Caller;
import erp.testing.Fixtures;
import erp.testing.TaskRuns;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.micronaut.test.support.TestPropertyProvider;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** With a server that knows no recipient. */
@MicronautTest(transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedMailTest implements TestPropertyProvider {

    private Porter porter;
    @Inject
    Fixtures fixtures;
    @Inject
    TaskRuns runs;
    @Inject
    Letterbox letterbox;

    @Override
    public Map<String, String> getProperties() {
        try {
            porter = new Porter(null, "550 5.1.1 No such user here");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of("erp.mail.host", "localhost", "erp.mail.port", Integer.toString(porter.port()), "erp.mail.starttls", "false",
                "erp.mail.from", "rechnung@muster.example");
    }

    @AfterAll
    void stop() throws IOException {
        porter.close();
    }

    @Test
    void whatTheServerNeverTakesIsDeadAtOnceAndTriedAgainWhenSomebodySaysSo() {
        Caller caller = fixtures.company();
        UUID document = letterbox.document(caller, "x");
        TaskRuns.Row row = runs.run(caller, new DeliverMail("weg@kunde.example", "1", null, null, List.of(document)));
        assertEquals("dead mail_refused", row.state() + " " + row.errorCode());
        assertEquals("The mail to weg@kunde.example was refused: 550 5.1.1 No such user here", row.error());
        assertEquals(List.of("refused weg@kunde.example 550 5.1.1 No such user here"), letterbox.mails(caller));
        fixtures.in(caller, tx -> {
            tx.write("update tasks.tasks set state = 'ready', ended_at = null where company_id = ? and id = ?", tx.company(), row.id());
            return null;
        });
        assertEquals("dead", runs.attempt(caller, row.id()).state());
        assertEquals(2, porter.heard.stream().filter("RCPT TO:<weg@kunde.example>"::equals).count());
        assertEquals(2, porter.heard.stream().filter(line -> line.startsWith("MAIL FROM:<rechnung@muster.example>")).count());
    }
}
