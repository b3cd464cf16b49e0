package erp.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import erp.security.Caller;
import erp.security.TokenIssuer;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.runtime.server.EmbeddedServer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The API over real HTTP, as tests call it. */
@Singleton
public final class Api {

    private static final int TOKEN_SECONDS = 60;

    private final Map<Caller, Token> tokens = new ConcurrentHashMap<>();
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final EmbeddedServer server;
    private final TokenIssuer issuer;
    private final ObjectMapper json;

    Api(EmbeddedServer server, TokenIssuer issuer, ObjectMapper json) {
        this.server = server;
        this.issuer = issuer;
        this.json = json;
    }

    private record Token(String value, Instant issued) {
    }

    /** A token serves for a while: signing one costs more than most requests. */
    private String token(Caller caller) {
        Instant now = Clock.systemUTC().instant();
        return tokens.compute(caller, (_, token) -> token != null && token.issued.plusSeconds(TOKEN_SECONDS).isAfter(now) ? token
                : new Token(issuer.issue(caller, now).value(), now)).value;
    }

    /** The caller's requests. */
    public As as(@Nullable Caller caller) {
        return new As(caller);
    }

    /** A caller, who may be nobody. */
    public final class As {

        private final Caller caller;

        private As(@Nullable Caller caller) {
            this.caller = caller;
        }

        public Answer get(String path) {
            return send(request("GET", path, null));
        }

        /** A write with a key of its own. */
        public Answer post(String path, String body) {
            return write("POST", path, body, UUID.randomUUID().toString());
        }

        public Answer put(String path, String body, String... headers) {
            return write("PUT", path, body, UUID.randomUUID().toString(), headers);
        }

        public Answer patch(String path, String body, String... headers) {
            return write("PATCH", path, body, UUID.randomUUID().toString(), headers);
        }

        /** A write with a given key, and further headers as names and values in turn. */
        public Answer write(String method, String path, String body, String key, String... headers) {
            return send(request(method, path, body, key, headers));
        }

        /** A request that is not sent yet; a null key is left out. */
        public HttpRequest request(String method, String path, @Nullable String body, @Nullable String key, String... headers) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.getURL() + path));
            if (caller != null) {
                request.header("Authorization", "Bearer " + token(caller));
            }
            if (key != null) {
                request.header("Idempotency-Key", key);
            }
            if (headers.length > 0) {
                request.headers(headers);
            }
            if (body != null) {
                request.header("Content-Type", "application/json");
            }
            return request.method(method, body == null
                    ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)).build();
        }

        private HttpRequest request(String method, String path, @Nullable String body) {
            return request(method, path, body, null);
        }

        /** Sends as many requests at once, and waits for all answers. */
        public List<Answer> parallel(int count, IntFunction<HttpRequest> requests) {
            List<CompletableFuture<Answer>> answers = IntStream.range(0, count).mapToObj(requests)
                    .map(request -> client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()).thenApply(Answer::new)).toList();
            return new ArrayList<>(answers.stream().map(CompletableFuture::join).toList());
        }
    }

    /** Sends a request as it is. */
    public Answer send(HttpRequest request) {
        try {
            return new Answer(client.send(request, HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What came back. */
    public final class Answer {

        private final HttpResponse<byte[]> response;

        private Answer(HttpResponse<byte[]> response) {
            this.response = response;
        }

        public int status() {
            return response.statusCode();
        }

        public byte[] bytes() {
            return response.body();
        }

        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        public JsonNode body() {
            try {
                return json.readTree(response.body());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The text of a field, by JSON pointer. */
        public String at(String pointer) {
            return body().at(pointer).asText();
        }

        public @Nullable String header(String name) {
            List<String> values = response.headers().allValues(name);
            if (values.size() > 1) {
                throw new AssertionError(name + " stands more than once: " + values);
            }
            return values.isEmpty() ? null : values.getFirst();
        }

        /** Fails with the whole answer unless it has this status. */
        public Answer expect(int status) {
            if (status() != status) {
                throw new AssertionError("expected " + status + ", got " + this);
            }
            return this;
        }

        /** Fails unless it is a problem with this status and code. */
        public Answer expect(int status, String code) {
            expect(status);
            if (!at("/code").equals(code) || !"application/problem+json".equals(header("Content-Type"))) {
                throw new AssertionError("expected the problem " + code + ", got " + this);
            }
            return this;
        }

        @Override
        public String toString() {
            return response.request().method() + " " + response.uri() + " -> " + status() + " " + response.headers().map() + " " + text();
        }
    }
}
