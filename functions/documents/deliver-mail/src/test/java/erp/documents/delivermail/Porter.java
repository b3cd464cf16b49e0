package erp.documents.delivermail;

import io.micronaut.core.annotation.Nullable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A mail server that answers as it was told, and remembers what it has heard. */
final class Porter implements AutoCloseable {

    private final ServerSocket socket;
    private final @Nullable SSLContext tls;
    private final String toRecipients;
    /** Whether it resets the connection instead of saying goodbye. */
    volatile boolean rude;
    /** What clients have said; what came encrypted has an asterisk before it. */
    final List<String> heard = new CopyOnWriteArrayList<>();

    /**
     * @param tls          what it encrypts with; null when it does not offer to
     * @param toRecipients its answer to RCPT
     */
    Porter(@Nullable SSLContext tls, String toRecipients) throws IOException {
        this.tls = tls;
        this.toRecipients = toRecipients;
        socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                say(client, "220 porter");
                talk(client, "");
            } catch (IOException gone) {
                heard.add("gone: " + gone.getMessage());
            }
        }
    }

    private void talk(Socket client, String mark) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            heard.add(mark + line);
            if (line.equals("QUIT") && rude) {
                client.setSoLinger(true, 0);
                return;
            }
            if (line.equals("STARTTLS")) {
                say(client, "220 go on");
                SSLSocket encrypted = (SSLSocket) tls.getSocketFactory().createSocket(client, null, client.getPort(), true);
                encrypted.setUseClientMode(false);
                talk(encrypted, "*");
                return;
            }
            say(client, line.startsWith("EHLO") ? tls != null && mark.isEmpty() ? "250-porter\r\n250 STARTTLS" : "250 porter"
                    : line.startsWith("RCPT") ? toRecipients : line.equals("DATA") ? "354 go on" : "250 OK");
            while (line.equals("DATA") && !in.readLine().equals(".")) {
                continue;
            }
            if (line.equals("DATA")) {
                say(client, "250 taken");
            }
        }
    }

    private static void say(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
