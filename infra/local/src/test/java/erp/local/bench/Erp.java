package erp.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import erp.embedded.Processes;
import erp.testing.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** The whole ERP as a process of its own with one company, and the way to its database. */
final class Erp implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Path data;
    private final int port = Processes.freePort();
    private final ServerProcess process;

    private Erp(Path data) {
        this.data = data;
        this.process = ServerProcess.of("erp.local.Local").jvmOption("-Xmx768m").jvmOption("-XX:TieredStopAtLevel=4")
                .jvmOption("-Duser.timezone=UTC")
                .property("erp.data", data.toString()).property("erp.port", Integer.toString(port))
                .property("logback.configurationFile", "logback-local.xml")
                .environment("ERP_LIMITS_REQUESTS_PER_MINUTE", "1000000000");
    }

    static Erp start(Path data) {
        Erp erp = new Erp(data);
        erp.process.start();
        erp.process.awaitLine("Ctrl-C ends it", START_LIMIT);
        return erp;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    long pid() {
        return process.pid();
    }

    long postgresPid() throws IOException {
        return Long.parseLong(Files.readAllLines(data.resolve("postgres/18/postmaster.pid")).getFirst());
    }

    int postgresPort() throws IOException {
        return Integer.parseInt(Files.readAllLines(data.resolve("postgres/18/postmaster.pid")).get(3));
    }

    String superuserUrl() throws IOException {
        return "jdbc:postgresql://127.0.0.1:%d/erp?user=postgres&password=%s".formatted(postgresPort(), Files.readString(data.resolve("postgres/password")));
    }

    String commandPassword() throws IOException {
        return Files.readString(data.resolve("secrets/erp_command"));
    }

    /** Signs the first user in; a token is good for a quarter of an hour. */
    String token() throws IOException, InterruptedException {
        return post("/api/v1/sessions", Map.of("login", "admin@example.com", "password", Files.readString(data.resolve("secrets/first-login"))), null)
                .get("accessToken").asText();
    }

    JsonNode post(String path, Object body, String token) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString()).POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() >= 300) {
            throw new IOException(path + " was answered with " + answer.statusCode() + " " + new String(answer.body()));
        }
        return json.readTree(answer.body());
    }

    @Override
    public void close() {
        process.terminate(Duration.ofSeconds(60));
        client.close();
    }
}
