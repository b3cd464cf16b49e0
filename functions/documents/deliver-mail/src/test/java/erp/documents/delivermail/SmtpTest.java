package erp.documents.delivermail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.work.Refusal;
import erp.work.WorkCode;
import jakarta.mail.MessagingException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What servers say, and what is made of it. */
class SmtpTest {

    private static final Mail MAIL = new Mail("<1@muster.example>", Instant.parse("2026-11-02T10:00:00Z"), "Muster GmbH",
            "info@muster.example", null, "einkauf@kunde.example", "Rechnung", "Guten Tag", List.of());
    private static final Consumer<String> REFUSED = word -> {
        throw new Refusal(WorkCode.INVALID, word);
    };

    private static void send(int port, boolean starttls) throws Exception {
        new Smtp(new MailSettings("localhost", port, starttls, null, null, null)).send(MAIL, REFUSED);
    }

    @Test
    void neverIsNeverAndLaterIsLater() throws Exception {
        try (Porter porter = new Porter(null, "550 5.1.1 No such user here")) {
            Refusal refusal = assertThrows(Refusal.class, () -> send(porter.port(), false));
            assertEquals("550 5.1.1 No such user here", refusal.args()[0]);
        }
        try (Porter porter = new Porter(null, "450 4.2.1 Try later")) {
            assertThrows(MessagingException.class, () -> send(porter.port(), false));
            assertTrue(porter.heard.contains("RCPT TO:<einkauf@kunde.example>"), porter.heard::toString);
        }
        Porter gone = new Porter(null, "250 OK");
        gone.close();
        assertThrows(MessagingException.class, () -> send(gone.port(), false));
    }

    @Test
    void aMailThatWasTakenIsSentHoweverTheServerSaysGoodbye() throws Exception {
        try (Porter porter = new Porter(null, "250 OK")) {
            porter.rude = true;
            for (int i = 0; i < 5; i++) {
                send(porter.port(), false);
            }
            assertEquals(5, porter.heard.stream().filter("DATA"::equals).count(), porter.heard::toString);
        }
    }

    @Test
    void nothingIsSaidInTheClearToAServerThatCannotEncrypt() throws Exception {
        try (Porter porter = new Porter(null, "250 OK")) {
            assertThrows(MessagingException.class, () -> send(porter.port(), true));
            assertTrue(porter.heard.stream().noneMatch(line -> line.startsWith("MAIL")), porter.heard::toString);
            send(porter.port(), false);
            assertTrue(porter.heard.contains("RCPT TO:<einkauf@kunde.example>"), porter.heard::toString);
        }
    }

    @Test
    void onlyAServerThatIsKnownHearsWhatIsEncrypted(@TempDir Path folder) throws Exception {
        SSLContext known = keys(folder.resolve("known"), "dns:localhost");
        SSLContext unknown = keys(folder.resolve("unknown"), "dns:localhost");
        SSLContext.setDefault(known);
        try (Porter porter = new Porter(known, "250 OK"); Porter impostor = new Porter(unknown, "250 OK")) {
            send(porter.port(), true);
            assertTrue(porter.heard.contains("*RCPT TO:<einkauf@kunde.example>"), porter.heard::toString);
            assertTrue(porter.heard.stream().noneMatch(line -> line.startsWith("MAIL")), porter.heard::toString);
            assertThrows(MessagingException.class, () -> send(impostor.port(), true));
        }
    }

    /** A key for a name, which nobody but the context itself trusts. */
    private static SSLContext keys(Path file, String name) throws Exception {
        String word = "geheim";
        assertEquals(0, new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias",
                "porter", "-keyalg", "EC", "-dname", "CN=porter", "-ext", "san=" + name, "-storetype", "PKCS12", "-keystore",
                file.toString(), "-storepass", word).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start()
                .waitFor());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, word.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, word.toCharArray());
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("porter", store.getCertificate("porter"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificates);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
