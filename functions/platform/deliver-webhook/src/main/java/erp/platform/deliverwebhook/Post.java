package erp.platform.deliverwebhook;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One POST of JSON by HTTP/1.1 to an address that has been checked, whatever its name stands for by now. (Java's own client looks the
 * name up again, and takes no address besides it.) Of the answer only the status is read; redirects are not followed.
 */
@Singleton
final class Post {

    private static final int CONNECT_MILLIS = 5_000;
    private static final Duration LONGEST = Duration.ofSeconds(15);
    private static final int LONGEST_HEAD = 16_384;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");

    private final SSLSocketFactory tls;
    private final Duration longest;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("webhook-time-limits").factory());

    @Inject
    Post() {
        this((SSLSocketFactory) SSLSocketFactory.getDefault(), LONGEST);
    }

    /**
     * @param tls     who is trusted
     * @param longest how long one may take, all in all
     */
    Post(SSLSocketFactory tls, Duration longest) {
        this.tls = tls;
        this.longest = longest;
    }

    /** Sends it; returns the status of the answer. */
    int send(URI url, InetAddress address, Map<String, String> headers, String body) throws IOException {
        boolean secure = url.getScheme().equalsIgnoreCase("https");
        int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
        try (Socket plain = new Socket()) {
            Future<?> limit = clock.schedule(() -> {
                plain.close();
                return null;
            }, longest.toMillis(), TimeUnit.MILLISECONDS);
            try {
                plain.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
                Socket socket = secure ? secured(plain, url.getHost(), port) : plain;
                socket.getOutputStream().write(request(url, headers, body));
                socket.getOutputStream().flush();
                return status(new BufferedInputStream(socket.getInputStream()));
            } finally {
                limit.cancel(false);
            }
        }
    }

    /** The certificate must be for the host of the URL. */
    private Socket secured(Socket plain, String host, int port) throws IOException {
        SSLSocket socket = (SSLSocket) tls.createSocket(plain, host.replaceAll("[\\[\\]]", ""), port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    @PreDestroy
    void close() {
        clock.shutdownNow();
    }

    private static byte[] request(URI url, Map<String, String> headers, String body) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder("POST ").append(url.getRawPath().isEmpty() ? "/" : url.getRawPath())
                .append(url.getRawQuery() == null ? "" : "?" + url.getRawQuery()).append(" HTTP/1.1\r\n")
                .append("Host: ").append(url.getRawAuthority()).append("\r\nUser-Agent: erp-webhooks\r\nConnection: close\r\n")
                .append("Content-Type: application/json\r\nContent-Length: ").append(content.length).append("\r\n");
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        byte[] first = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        byte[] all = java.util.Arrays.copyOf(first, first.length + content.length);
        System.arraycopy(content, 0, all, first.length, content.length);
        return all;
    }

    /** The status of the answer; answers before it (1xx) are passed over. */
    private static int status(InputStream in) throws IOException {
        int read = 0;
        boolean interim = false;
        while (true) {
            String line = line(in, LONGEST_HEAD - read);
            read += line.length() + 1;
            if (!interim) {
                Matcher status = STATUS.matcher(line);
                if (!status.matches()) {
                    throw new IOException("the receiver does not answer as HTTP/1.1 does");
                }
                if (!status.group(1).startsWith("1")) {
                    return Integer.parseInt(status.group(1));
                }
            }
            interim = !line.isEmpty();
        }
    }

    private static String line(InputStream in, int longest) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.length() >= longest) {
                throw new IOException(c < 0 ? "the receiver has hung up without an answer" : "the receiver's answer has no end");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }
}
