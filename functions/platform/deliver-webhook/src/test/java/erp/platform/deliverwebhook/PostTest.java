package erp.platform.deliverwebhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostTest {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path folder;

    /** The name is not looked up: hooks.example stands for nothing, and its certificate is looked at all the same. */
    @Test
    void callsTheAddressItWasGivenAndWantsTheCertificateOfTheName() throws Exception {
        SSLContext tls = certificate("hooks.example");
        HttpsServer server = HttpsServer.create(new InetSocketAddress(HERE, 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/", exchange -> {
            try (exchange) {
                boolean right = exchange.getRequestHeaders().getFirst("Host").equals("hooks.example:" + server.getAddress().getPort())
                        && exchange.getRequestHeaders().getFirst("webhook-id").equals("7")
                        && new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).equals("{\"a\":\"ä\"}");
                exchange.sendResponseHeaders(right ? 201 : 400, -1);
            }
        });
        server.start();
        try {
            int port = server.getAddress().getPort();
            Post post = new Post(tls.getSocketFactory(), Duration.ofSeconds(15));
            assertEquals(201, post.send(URI.create("https://hooks.example:" + port), HERE, Map.of("webhook-id", "7"), "{\"a\":\"ä\"}"));
            assertThrows(SSLException.class, () -> post.send(URI.create("https://other.example:" + port + "/"), HERE, Map.of(), "{}"));
            assertThrows(SSLException.class, () -> new Post().send(URI.create("https://hooks.example:" + port + "/"), HERE, Map.of(), "{}"),
                    "a certificate that nobody vouches for");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void passesOverAnswersBeforeTheAnswer() throws IOException {
        assertEquals(200, answer("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nbody"));
        assertEquals(410, answer("HTTP/1.0 410\r\n\r\n"));
    }

    @Test
    void doesNotTakeAnythingForAnAnswer() {
        for (String text : new String[] {"", "HTTP/1.1 2", "SSH-2.0-OpenSSH_9\r\n", "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 200OK\r\n\r\n",
            "x".repeat(20_000), "HTTP/1.1 103 Early Hints\r\n" + "a: b\r\n".repeat(10_000)}) {
            assertThrows(IOException.class, () -> answer(text), text);
        }
    }

    /** A receiver that says a little now and then holds nobody up for longer than the limit. */
    @Test
    void endsAReceiverThatDoesNotEnd() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, HERE)) {
            Thread dripping = Thread.ofVirtual().start(() -> drip(server));
            Post post = new Post((SSLSocketFactory) SSLSocketFactory.getDefault(), Duration.ofMillis(500));
            long start = System.nanoTime();
            URI url = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
            assertThrows(IOException.class, () -> post.send(url, HERE, Map.of(), "{}"));
            assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 5_000);
            dripping.join();
        }
    }

    private static void drip(ServerSocket server) {
        try (Socket socket = server.accept()) {
            InputStream in = socket.getInputStream();
            socket.setSoTimeout(50);
            // The sender's hanging up ends this: a byte is written at each timeout of reading.
            while (true) {
                try {
                    if (in.read() < 0) {
                        return;
                    }
                } catch (java.net.SocketTimeoutException e) {
                    socket.getOutputStream().write('H');
                }
            }
        } catch (IOException e) {
            // Hung up.
        }
    }

    private static int answer(String text) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, HERE)) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    // The sender has heard enough.
                }
            });
            return new Post().send(URI.create("http://127.0.0.1:" + server.getLocalPort()), HERE, Map.of(), "{}");
        }
    }

    private SSLContext certificate(String host) throws IOException, InterruptedException, GeneralSecurityException {
        Path file = folder.resolve(host);
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
                "-alias", "a", "-keyalg", "EC", "-dname", "CN=" + host, "-ext", "san=dns:" + host, "-keystore", file.toString(),
                "-storetype", "PKCS12", "-storepass", new String(PASSWORD)).redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile()).start();
        assertEquals(0, keytool.waitFor());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
