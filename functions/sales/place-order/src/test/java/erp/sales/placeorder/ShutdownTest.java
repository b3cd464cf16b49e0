package erp.sales.placeorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.embedded.Processes;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.ServerProcess;
import erp.testing.TestConfiguration;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SIGTERM to a function's own process: what is in flight is answered, what is not answered has not happened, and it ends. */
@MicronautTest(transactional = false)
class ShutdownTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int TERMINATED = 128 + 15;

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;

    private final int port = Processes.freePort();
    private Caller caller;
    private String body;

    @BeforeEach
    void prepare() {
        caller = fixtures.company();
        body = """
                {"partnerId": "%s", "lines": [{"productId": "%s", "quantity": "3"}]}""".formatted(fixtures.customer(caller, "Kunde", "DE"),
                fixtures.product(caller, "A1", "10.00"));
    }

    @Test
    void finishesWhatIsInFlight() throws SQLException {
        int requests = 12;
        try (ServerProcess process = start(); ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
                Connection other = DriverManager.getConnection(TestConfiguration.database().superuserUrl());
                Statement statement = other.createStatement()) {
            place(key()).expect(201);
            other.setAutoCommit(false);
            statement.execute("lock table sales.orders in exclusive mode");
            // As many as the pool has connections wait for the lock, the rest for a connection.
            List<Future<Api.Answer>> answers = IntStream.range(0, requests).mapToObj(_ -> callers.submit(() -> place(key()))).toList();
            Processes.await("transactions that wait", LIMIT, () -> waiting() >= 4);
            CompletableFuture<Integer> end = CompletableFuture.supplyAsync(() -> process.terminate(LIMIT));
            Processes.await("the port to be closed", LIMIT, () -> !listening());
            assertTrue(answers.stream().noneMatch(Future::isDone), "in flight while nothing new is taken");
            other.rollback();
            long released = System.nanoTime();
            for (Future<Api.Answer> answer : answers) {
                answered(answer).expect(201);
            }
            assertEquals(TERMINATED, end.join(), () -> String.join("\n", process.lines()));
            Duration took = Duration.ofNanos(System.nanoTime() - released);
            assertTrue(took.toSeconds() < 10, () -> "ends soon after its last answer, not after " + took);
            assertEquals(requests + 1L, count("select count(*) from sales.orders where company_id = ?", caller.company()));
        }
    }

    /** What happened to one request: its key, and its answer, which is absent where the connection was closed or refused. */
    private record Attempt(String key, Api.Answer answer) {
    }

    @Test
    void underLoadWhatIsNotAnsweredHasNotHappened() {
        AtomicInteger placed = new AtomicInteger();
        try (ServerProcess process = start(); ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Attempt>>> load = IntStream.range(0, 8).mapToObj(_ -> callers.submit(() -> load(placed))).toList();
            Processes.await("orders", LIMIT, () -> placed.get() > 100);
            assertEquals(TERMINATED, process.terminate(LIMIT));
            for (Future<List<Attempt>> attempts : load) {
                for (Attempt attempt : answered(attempts)) {
                    long effects = count("select count(*) from platform.idempotency_keys where company_id = ? and key = ?",
                            caller.company(), attempt.key);
                    assertEquals(attempt.answer == null ? 0 : 1, effects, () -> attempt + "\n" + String.join("\n", process.lines()));
                }
            }
            assertEquals(placed.get(), count("select count(*) from sales.orders where company_id = ?", caller.company()));
        }
    }

    private ServerProcess start() {
        return TestConfiguration.process(port).start().awaitHttp(URI.create("http://127.0.0.1:" + port + "/health/readiness"), LIMIT);
    }

    /** Places orders one after the other until the process takes no more. */
    private List<Attempt> load(AtomicInteger placed) {
        List<Attempt> attempts = new ArrayList<>();
        while (true) {
            String key = key();
            try {
                attempts.add(new Attempt(key, place(key).expect(201)));
                placed.incrementAndGet();
            } catch (UncheckedIOException gone) {
                attempts.add(new Attempt(key, null));
                return attempts;
            }
        }
    }

    private Api.Answer place(String key) {
        HttpRequest request = api.as(caller).request("POST", "/api/v1/sales-orders", body, key);
        return api.send(HttpRequest.newBuilder(request, (_, _) -> true).uri(URI.create("http://127.0.0.1:" + port + "/api/v1/sales-orders"))
                .build());
    }

    private boolean listening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private long waiting() {
        return count("select count(*) from pg_locks where not granted and relation = 'sales.orders'::regclass");
    }

    private long count(String sql, Object... args) {
        return fixtures.value(caller, Long.class, sql, args);
    }

    private static <T> T answered(Future<T> future) {
        Processes.await("an answer", LIMIT, future::isDone);
        return future.resultNow();
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }
}
