package erp.ledger.rebuildbalances;

import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.security.Caller;
import erp.tasks.Wish;
import erp.testing.Fixtures;
import erp.testing.TaskRuns;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.time.LocalDate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class RebuildBalancesTest {

    @Inject
    TaskRuns tasks;
    @Inject
    Fixtures fixtures;
    private Caller caller;

    @BeforeEach
    void company() {
        caller = fixtures.company();
    }

    @Test
    void saysTheDateItWasGiven() {
        TaskRuns.Row task = tasks.run(caller, new RebuildBalances.Args(LocalDate.of(2026, 11, 2)));
        assertEquals("done", task.state(), task::error);
        assertEquals("{\"date\": \"2026-11-02\"}", task.result());
    }

    @Test
    void takesTheCompanysTodayWithoutOne() {
        TaskRuns.Row task = tasks.run(caller, new RebuildBalances.Args(null));
        String today = fixtures.value(caller, String.class,
                "select (started_at at time zone 'Europe/Berlin')::date::text from tasks.tasks where id = ?", task.id());
        assertEquals("{\"date\": \"" + today + "\"}", task.result());
    }

    @Test
    void isWantedOnceWhileItIsOpen() {
        tasks.enqueue(caller, Wish.of(new RebuildBalances.Args(null)));
        tasks.enqueue(caller, Wish.of(new RebuildBalances.Args(null)));
        assertEquals(1, tasks.of(caller, "rebuild-balances").size());
    }
}
