package erp.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.core.annotation.Nullable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/** A client as it should be: it repeats a request with the same key until it is answered, and remembers what was acknowledged. */
final class Clerk implements AutoCloseable {

    /** The body of a request without one. */
    static final Object NOTHING = "";
    /** How long an answer may take: longer than any transaction. */
    static final Duration REQUEST_LIMIT = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    /** Sooner than Retry-After asks, so that many requests meet a crash. */
    private static final Duration PAUSE = Duration.ofMillis(50);
    /** What may be refused with good reason, however often it is asked. */
    private static final Set<String> REASONABLE = Set.of("not_available", "nothing_to_deliver", "insufficient_stock", "period_closed");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Function<String, URI> server;
    private final Supplier<String> printed;
    private final String token;
    private final Promises promises;
    private final Random random;

    /**
     * Starts work.
     *
     * @param server  the address of a path
     * @param printed what the server has printed, for when something is wrong
     */
    Clerk(Function<String, URI> server, Supplier<String> printed, String token, Promises promises, Random random) {
        this.server = server;
        this.printed = printed;
        this.token = token;
        this.promises = promises;
        this.random = random;
    }

    /** A write; nothing when it was refused with good reason. */
    Optional<JsonNode> write(Deed deed, String path, Object body) throws IOException, InterruptedException {
        return write(deed, "POST", path, null, body);
    }

    /** The same for a document that was seen in a version. */
    Optional<JsonNode> write(Deed deed, String path, JsonNode seen, Object body) throws IOException, InterruptedException {
        return write(deed, "POST", path, seen.get("version").asInt(), body);
    }

    /** Makes a document with an id of its own. */
    Optional<JsonNode> put(Deed deed, String path, Object body) throws IOException, InterruptedException {
        return write(deed, "PUT", path, null, body);
    }

    private Optional<JsonNode> write(Deed deed, String method, String path, @Nullable Integer version, Object body)
            throws IOException, InterruptedException {
        UUID key = new UUID(random.nextLong(), random.nextLong());
        Promise.Request request = new Promise.Request(method, server.apply("/api/v1/" + path), token, key, version,
                body == NOTHING ? new byte[0] : JSON.writeValueAsBytes(body));
        HttpResponse<byte[]> answer = send(request);
        if (answer.statusCode() < 300) {
            if (answer.headers().firstValue("Idempotency-Replayed").isPresent()) {
                promises.other("done, and answered only when repeated");
            }
            promises.add(new Promise(deed, request, answer.statusCode(), answer.body()));
            return Optional.of(JSON.readTree(answer.body()));
        }
        String code = code(answer);
        if (!REASONABLE.contains(code)) {
            throw new AssertionError(text(answer) + " to " + new String(request.body(), StandardCharsets.UTF_8) + "\n" + printed.get());
        }
        promises.other("refused " + code);
        return Optional.empty();
    }

    /** Repeats a request until its answer is no "later". */
    HttpResponse<byte[]> send(Promise.Request request) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                HttpResponse<byte[]> answer = client.send(request.http(), HttpResponse.BodyHandlers.ofByteArray());
                if (!isLater(answer)) {
                    return answer;
                }
                promises.other("later: " + code(answer));
            } catch (IOException e) {
                promises.other("broken: " + e.getClass().getSimpleName());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new AssertionError("No answer within " + PATIENCE.toSeconds() + " s from " + request.address() + "; the ERP printed:\n"
                + printed.get());
    }

    /** Whether the contract says that the same request may succeed later: only then does it say when. */
    private static boolean isLater(HttpResponse<byte[]> answer) {
        boolean later = answer.headers().firstValue("Retry-After").isPresent();
        if (later != (answer.statusCode() == 503
                || answer.statusCode() == 409 && Set.of("in_flight", "try_again").contains(code(answer)))) {
            throw new AssertionError(text(answer));
        }
        return later;
    }

    private static String code(HttpResponse<byte[]> answer) {
        try {
            return JSON.readTree(answer.body()).path("code").asText();
        } catch (IOException e) {
            throw new AssertionError(text(answer), e);
        }
    }

    private static String text(HttpResponse<byte[]> answer) {
        return answer.request().method() + " " + answer.uri() + " -> " + answer.statusCode() + " " + answer.headers().map() + " "
                + new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.close();
    }
}
