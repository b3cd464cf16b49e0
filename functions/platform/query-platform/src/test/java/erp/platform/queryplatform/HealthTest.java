package erp.platform.queryplatform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import erp.embedded.Processes;
import erp.health.Card;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.TestConfiguration;
import erp.testing.TestDatabase;
import erp.testing.TestServers;
import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.scheduling.TaskExecutors;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the probes of a cluster see: readiness is the pools and the schema, liveness is progress, and neither is the other. */
class HealthTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration PROBE = Duration.ofSeconds(3);

    private TestDatabase database;
    private EmbeddedServer server;
    private Api api;

    @BeforeEach
    void start() {
        database = TestDatabase.create("health");
        Map<String, Object> properties = new HashMap<>(TestConfiguration.properties());
        for (String pool : new String[] {"command", "query"}) {
            properties.put("datasources." + pool + ".url", database.url());
            properties.put("datasources." + pool + ".connection-timeout", 500);
        }
        properties.put("erp.health.longest-work", "300ms");
        server = ApplicationContext.run(EmbeddedServer.class, properties);
        api = server.getApplicationContext().getBean(Api.class);
    }

    @AfterEach
    void end() {
        server.close();
    }

    @Test
    void aDatabaseThatIsAwayMakesItUnreadyAndNotDead() throws SQLException {
        Caller caller = server.getApplicationContext().getBean(Fixtures.class).company();
        assertHealth(200, 200);
        onServer("alter database " + database.name() + " allow_connections false");
        onServer("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + database.name() + "'");
        assertHealth(503, 200);
        assertEquals("1", api.as(caller).get("/api/v1/companies").expect(503, "unavailable").header("Retry-After"));
        onServer("alter database " + database.name() + " allow_connections true");
        Processes.await("readiness", LIMIT, () -> health("readiness") == 200);
    }

    @Test
    void anOlderSchemaOrNoneMakesItUnready() throws SQLException {
        int needed = Card.all().getFirst().schema();
        inDatabase("update flyway.flyway_schema_history set success = false where version::integer >= " + needed);
        assertHealth(503, 200);
        // Why stands in the log; nobody outside learns it.
        assertEquals("DOWN", api.as(null).get("/health/readiness").at("/status"));
        assertEquals(1, api.as(null).get("/health/readiness").body().size());
        inDatabase("update flyway.flyway_schema_history set success = true");
        assertHealth(200, 200);
        inDatabase("drop schema flyway cascade");
        assertHealth(503, 200);
    }

    @Test
    void aNewerSchemaIsReady() throws SQLException {
        inDatabase("update flyway.flyway_schema_history set version = '9999' where version::integer = "
                + "(select max(version::integer) from flyway.flyway_schema_history)");
        assertHealth(200, 200);
    }

    @Test
    void workThatIsStuckMakesItDead() throws SQLException {
        Caller caller = server.getApplicationContext().getBean(Fixtures.class).company();
        try (Connection other = DriverManager.getConnection(database.superuserUrl()); Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table platform.companies in access exclusive mode");
            CompletableFuture<Api.Answer> stuck = CompletableFuture.supplyAsync(() -> api.as(caller).get("/api/v1/companies/current"));
            Processes.await("liveness to end", LIMIT, () -> health("liveness") == 503);
            other.rollback();
            stuck.join().expect(200);
        }
        assertHealth(200, 200);
    }

    @Test
    void handlerThreadsThatNeverComeBackMakeItDead() {
        ExecutorService handlers = server.getApplicationContext().getBean(ExecutorService.class, Qualifiers.byName(TaskExecutors.BLOCKING));
        AtomicBoolean released = new AtomicBoolean();
        try {
            for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
                handlers.execute(() -> {
                    while (!released.get()) {
                        Thread.onSpinWait();
                    }
                });
            }
            assertNotEquals(200, health("liveness"));
        } finally {
            released.set(true);
        }
        Processes.await("liveness", LIMIT, () -> health("liveness") == 200);
    }

    private void assertHealth(int readiness, int liveness) {
        assertEquals(readiness + " " + liveness, health("readiness") + " " + health("liveness"),
                () -> api.as(null).get("/health/readiness").text());
    }

    /** The answer as a probe sees it: 0 when there is none in its time. */
    private int health(String kind) {
        HttpRequest request = api.as(null).request("GET", "/health/" + kind, null, null);
        try {
            return api.send(HttpRequest.newBuilder(request, (_, _) -> true).timeout(PROBE).build()).status();
        } catch (UncheckedIOException none) {
            return 0;
        }
    }

    private void inDatabase(String sql) throws SQLException {
        run(database.superuserUrl(), sql);
    }

    private static void onServer(String sql) throws SQLException {
        run(TestServers.jdbcUrl("postgres"), sql);
    }

    private static void run(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
