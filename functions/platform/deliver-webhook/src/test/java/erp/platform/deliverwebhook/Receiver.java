package erp.platform.deliverwebhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Somebody else's server: checks signatures by itself, writes down what comes, and answers as it is told. A forged message gets 401. */
final class Receiver implements AutoCloseable {

    /** What has come, and the status it was answered with. */
    record Message(String id, JsonNode body, int answer) {

        String type() {
            return body.get("type").asText();
        }

        String document() {
            return body.get("document").asText();
        }

        int n() {
            return body.at("/data/n").asInt();
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Message> messages = Collections.synchronizedList(new ArrayList<>());
    private final byte[] key;
    private volatile ToIntFunction<JsonNode> answers = _ -> 204;

    Receiver(String secret) throws IOException {
        key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/events", this::receive);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/events?from=erp";
    }

    /** Answers as this says from now on. */
    void answer(ToIntFunction<JsonNode> status) {
        answers = status;
    }

    List<Message> messages() {
        return List.copyOf(messages);
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String id = exchange.getRequestHeaders().getFirst("webhook-id");
            String timestamp = exchange.getRequestHeaders().getFirst("webhook-timestamp");
            JsonNode message = new ObjectMapper().readTree(body);
            boolean genuine = exchange.getRequestMethod().equals("POST") && "from=erp".equals(exchange.getRequestURI().getQuery())
                    && "application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"))
                    && isNow(Long.parseLong(timestamp))
                    && isSigned(exchange.getRequestHeaders().getFirst("webhook-signature"), id + "." + timestamp + "." + body);
            int status = genuine ? answers.applyAsInt(message) : 401;
            messages.add(new Message(id, message, status));
            if (status / 100 == 3) {
                exchange.getResponseHeaders().add("Location", url());
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private static boolean isNow(long timestamp) {
        return Duration.between(Instant.ofEpochSecond(timestamp), Instant.now()).abs().toSeconds() < 300;
    }

    private boolean isSigned(String signature, String content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] expected = mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
            return signature.startsWith("v1,") && MessageDigest.isEqual(expected, Base64.getDecoder().decode(signature.substring(3)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
