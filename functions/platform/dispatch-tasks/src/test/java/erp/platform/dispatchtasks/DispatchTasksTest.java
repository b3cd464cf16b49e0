package erp.platform.dispatchtasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.security.Caller;
import erp.tasks.InTransaction;
import erp.tasks.Run;
import erp.tasks.Task;
import erp.tasks.Wish;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.TaskRuns;
import erp.testing.TestConfiguration;
import erp.work.Tx;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The function as a process has it: it begins with the server. */
@MicronautTest(transactional = false)
@Property(name = "erp.tasks.work", value = "true")
class DispatchTasksTest {

    private static final CountDownLatch RAN = new CountDownLatch(2);

    @Task(name = "dispatch-test")
    record Nothing(String text) {
    }

    @Singleton
    static class Nothings implements InTransaction<Nothing> {
        @Override
        public Object run(Tx tx, Run run, Nothing args) {
            tx.afterCommit(RAN::countDown);
            return args.text;
        }
    }

    @Inject
    Fixtures fixtures;
    @Inject
    TaskRuns runs;

    @Test
    void sendsWhatIsReadyAndWhatBecomesDue() throws InterruptedException {
        Caller caller = fixtures.company();
        UUID now = runs.enqueue(caller, Wish.of(new Nothing("now")));
        UUID soon = runs.enqueue(caller, Wish.of(new Nothing("soon")).after(Instant.now(), Duration.ofSeconds(1)));
        assertTrue(RAN.await(20, TimeUnit.SECONDS));
        assertEquals("done", runs.row(caller, now).state());
        assertEquals("done", runs.row(caller, soon).state());
    }

    /** Dead it would be started again and again, and at last only every five minutes, also when the database is long back. */
    @Test
    void isAliveAlsoWithoutADatabase() {
        Map<String, Object> settings = new HashMap<>(TestConfiguration.properties());
        for (String pool : List.of("command", "query", "task")) {
            settings.put("datasources." + pool + ".url", "jdbc:postgresql://127.0.0.1:1/erp");
            settings.put("datasources." + pool + ".connection-timeout", 250);
        }
        Duration longest = Duration.ofMillis(1500);
        settings.put("erp.health.longest-work", longest.toMillis() + "ms");
        try (EmbeddedServer server = ApplicationContext.run(EmbeddedServer.class, settings)) {
            Api api = server.getApplicationContext().getBean(Api.class);
            api.as(null).get("/health/readiness").expect(503);
            long end = System.nanoTime() + longest.multipliedBy(2).toNanos();
            while (System.nanoTime() < end) {
                api.as(null).get("/health/liveness").expect(200);
            }
        }
    }
}
