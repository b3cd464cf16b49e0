package erp.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** A user who is signed in, through the gateway, as long as it is needed. */
final class Session {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Well below the life of a token. */
    private static final Duration RENEWED_AFTER = Duration.ofMinutes(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient client;
    private final URI server;
    private final Map<String, Object> credentials;
    private String token;
    private Instant until = Instant.MIN;

    Session(HttpClient client, URI server, String login, String password, int company) {
        this.client = client;
        this.server = server;
        this.credentials = Map.of("login", login, "password", password, "companyId", company);
    }

    /** A request with the user's token, to be completed. */
    HttpRequest.Builder request(String path) throws IOException, InterruptedException {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(TIMEOUT).header("Authorization", "Bearer " + token());
    }

    /** What a path answers, which must be a success. */
    JsonNode get(String path) throws IOException, InterruptedException {
        return read(client.send(request(path).build(), HttpResponse.BodyHandlers.ofString()));
    }

    private synchronized String token() throws IOException, InterruptedException {
        if (Instant.now().isAfter(until)) {
            HttpRequest request = HttpRequest.newBuilder(server.resolve("/api/v1/sessions")).timeout(TIMEOUT)
                    .header("Content-Type", "application/json").header("Idempotency-Key", UUID.randomUUID().toString())
                    .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(credentials))).build();
            token = read(client.send(request, HttpResponse.BodyHandlers.ofString())).get("accessToken").asText();
            until = Instant.now().plus(RENEWED_AFTER);
        }
        return token;
    }

    private static JsonNode read(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() >= 300) {
            throw new IOException(answer.uri() + " was answered with " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }
}
