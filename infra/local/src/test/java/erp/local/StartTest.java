package erp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.embedded.Processes;
import erp.testing.ServerProcess;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The local process as `./mvnw` starts it: what it says when it cannot, and what is left of it when it ends. */
class StartTest {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int TERMINATED = 128 + 15;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path folder;

    @Test
    void aPortInUseIsOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerProcess process = local(folder.resolve("data"), taken.getLocalPort()).start()) {
            assertEquals(1, process.awaitEnd(LIMIT));
            assertEquals(List.of("The ERP has not started: Port %d is already in use; name another one with -Derp.port"
                    .formatted(taken.getLocalPort())), process.lines());
            assertTrue(Files.readString(folder.resolve("data/logs/erp.json")).contains("error.stack_trace"));
        }
    }

    @Test
    void aDirectoryThatCannotBeUsedIsOneLine() throws IOException {
        Path data = folder.resolve("data");
        Files.createDirectories(data);
        Files.writeString(data.resolve("secrets"), "not a directory");
        try (ServerProcess process = local(data, Processes.freePort()).start()) {
            assertEquals(1, process.awaitEnd(LIMIT));
            List<String> lines = process.lines();
            assertEquals(List.of("Data are kept in " + data), lines.subList(0, lines.size() - 1));
            assertTrue(lines.getLast().startsWith("The ERP has not started: "), lines::toString);
            assertTrue(lines.getLast().contains(data.resolve("secrets").toString()), lines::toString);
        }
    }

    @Test
    void sigtermEndsAllOfItAfterItsLastAnswerAndTheNextStartFindsItsData() throws IOException {
        int port = Processes.freePort();
        try (ServerProcess process = local(folder.resolve("data"), port).start()) {
            process.awaitLine("Ctrl-C ends it.", LIMIT);
            String login = process.awaitLine("First login", LIMIT);
            process.awaitHttp(URI.create("http://localhost:" + port + "/health/readiness"), LIMIT);
            assertEquals(401, status("http://localhost:" + port + "/api/v1/companies"));
            List<CompletableFuture<HttpResponse<String>>> answers = signIns(URI.create("http://127.0.0.1:" + port));
            CompletableFuture.anyOf(answers.toArray(CompletableFuture[]::new)).join();
            long redis = Long.parseLong(Files.readString(folder.resolve("data/redis/pid")).strip());
            long postgres = postgres();
            assertEquals(TERMINATED, process.terminate(LIMIT));
            assertEquals(Set.of("rw-------"), permissions(folder.resolve("data/secrets")));
            answers.forEach(answer -> assertEquals(200, answer.join().statusCode(), "what was in flight is answered"));
            assertTrue(Files.readString(folder.resolve("data/logs/erp.json")).contains("\"event.action\":\"query-platform\""));
            assertFalse(Processes.running(redis) || Processes.running(postgres));
            assertFalse(process.lines().stream().anyMatch(line -> line.contains(" ERROR ") || line.startsWith("\tat ")),
                    () -> String.join("\n", process.lines()));

            process.start().awaitLine("Ctrl-C ends it.", LIMIT);
            assertEquals(login + "   (unless it has been changed)", process.awaitLine("First login", LIMIT));
            assertEquals(TERMINATED, process.terminate(LIMIT));
        }
    }

    /** Many of the slowest requests there are, on connections that are open already. */
    private List<CompletableFuture<HttpResponse<String>>> signIns(URI base) throws IOException {
        String body = "{\"login\": \"admin@example.com\", \"password\": \"%s\"}".formatted(
                Files.readString(folder.resolve("data/secrets/first-login")));
        send(_ -> HttpRequest.newBuilder(base.resolve("/health/liveness"))).forEach(CompletableFuture::join);
        return send(i -> HttpRequest.newBuilder(base.resolve("/api/v1/sessions")).header("Idempotency-Key", "in-flight-" + i)
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private List<CompletableFuture<HttpResponse<String>>> send(IntFunction<HttpRequest.Builder> requests) {
        return IntStream.range(0, 24)
                .mapToObj(i -> client.sendAsync(requests.apply(i).build(), HttpResponse.BodyHandlers.ofString())).toList();
    }

    private static int status(String address) throws IOException {
        return ((HttpURLConnection) URI.create(address).toURL().openConnection()).getResponseCode();
    }

    /** What may be done with the files of a folder. */
    private static Set<String> permissions(Path folder) throws IOException {
        Set<String> all = new HashSet<>();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                all.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        return all;
    }

    private long postgres() throws IOException {
        try (var files = Files.walk(folder.resolve("data/postgres"))) {
            Path pid = files.filter(file -> file.endsWith("postmaster.pid")).findFirst().orElseThrow();
            return Long.parseLong(Files.readAllLines(pid).getFirst());
        }
    }

    /** The local process, not started yet. */
    static ServerProcess local(Path data, int port) {
        return ServerProcess.of(Local.class.getName()).property("logback.configurationFile", "logback-local.xml")
                .property("erp.data", data.toString()).property("erp.port", Integer.toString(port));
    }
}
