package erp.platform.dispatchtasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.security.Caller;
import erp.tasks.InTransaction;
import erp.tasks.Run;
import erp.tasks.Task;
import erp.tasks.Wish;
import erp.testing.Fixtures;
import erp.testing.TaskRuns;
import erp.work.Tx;
import io.micronaut.context.annotation.Property;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
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
}
