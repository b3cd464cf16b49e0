package erp.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.money.MoneyCode;
import erp.security.Caller;
import erp.testing.Fixtures;
import erp.testing.TaskRuns;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Work;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of tasks, attempt by attempt. */
@MicronautTest(transactional = false)
class ExecutionTest {

    @Inject
    TaskRuns runs;
    @Inject
    Tasks tasks;
    @Inject
    Work work;
    @Inject
    Fixtures fixtures;

    private Caller caller;

    @Task(name = "test-effect", attempts = 3)
    record Effect(String text, @Nullable String fault) {
    }

    @Task(name = "test-outside", attempts = 3)
    record Call(String text, @Nullable String fault) {
    }

    @Task(name = "test-batch", batch = 10)
    record Small(String text) {
    }

    @Task(name = "test-unique", unique = true)
    record Unique(String text) {
    }

    @Task(name = "test-period", uniqueSeconds = 3600)
    record Period(String text) {
    }

    @Task(name = "test-slow", timeLimitSeconds = 1, attempts = 1)
    record Slow() {
    }

    private static void fail(@Nullable String fault) {
        if ("refused".equals(fault)) {
            throw new Refusal(MoneyCode.values()[0]);
        }
        if ("broken".equals(fault)) {
            throw new IllegalArgumentException("broken on purpose");
        }
        if ("zero".equals(fault)) {
            throw new IllegalArgumentException("451 \0" + "x".repeat(10_000));
        }
    }

    @Singleton
    static class Effects implements InTransaction<Effect> {
        @Override
        public Object run(Tx tx, Run run, Effect args) {
            tx.write("update platform.companies set name = name || ? where company_id = ?", args.text, tx.company());
            fail(args.fault);
            return args.text;
        }
    }

    @Singleton
    static class Calls implements Outside<Call> {
        @Override
        public Work.Handler<?> run(Run run, Call args) {
            fail(args.fault);
            return tx -> {
                tx.write("update platform.companies set name = name || ? where company_id = ?", args.text, tx.company());
                return List.of(args.text, run.attempt());
            };
        }
    }

    @Singleton
    static class Smalls implements InBatches<Small> {
        @Override
        public void run(Tx tx, List<Small> batch) {
            batch.forEach(one -> tx.write("update platform.companies set name = name || ? where company_id = ?", one.text, tx.company()));
        }
    }

    @Singleton
    static class Uniques implements InTransaction<Unique> {
        @Override
        public Object run(Tx tx, Run run, Unique args) {
            return null;
        }
    }

    @Singleton
    static class Periods implements InTransaction<Period> {
        @Override
        public Object run(Tx tx, Run run, Period args) {
            return null;
        }
    }

    @Singleton
    static class Slows implements InTransaction<Slow> {
        @Override
        public Object run(Tx tx, Run run, Slow args) {
            return tx.list(String.class, "select pg_sleep(10)::text");
        }
    }

    @BeforeEach
    void company() {
        caller = fixtures.company();
    }

    private String name() {
        return work.run(caller, tx -> tx.get(String.class, "select name from platform.companies where company_id = ?", tx.company()));
    }

    @Test
    void effectAndCompletionAreThereTogether() {
        TaskRuns.Row row = runs.run(caller, new Effect("!", null));
        assertEquals("done", row.state());
        assertEquals("\"!\"", row.result());
        assertEquals(1, row.attempts());
        assertEquals("Muster GmbH!", name());
        assertEquals(row, runs.attempt(caller, row.id()), "another delivery changes nothing");
        assertEquals("Muster GmbH!", name());
    }

    @Test
    void whatTheBusinessRefusesIsDeadAtOnceWithItsReason() {
        TaskRuns.Row row = runs.run(caller, new Effect("!", "refused"));
        assertEquals("dead", row.state());
        assertEquals(MoneyCode.values()[0].code(), row.errorCode());
        assertEquals("Muster GmbH", name());
    }

    @Test
    void whatIsBrokenIsTriedAgainAsOftenAsItsKindAllows() {
        TaskRuns.Row row = runs.run(caller, new Effect("!", "broken"));
        assertEquals("delayed", row.state());
        assertEquals("broken on purpose", row.error());
        for (int attempt = 2; attempt <= 3; attempt++) {
            due(row.id());
            row = runs.attempt(caller, row.id());
        }
        assertEquals("dead", row.state());
        assertEquals(3, row.attempts());
        assertEquals(List.of("failed", "failed", "failed"), attempts(row.id()));
        assertEquals("Muster GmbH", name());
    }

    @Test
    void aReasonIsKeptAsFarAsPostgresCanKeepIt() {
        TaskRuns.Row row = runs.run(caller, new Call("!", "zero"));
        assertEquals("delayed", row.state());
        assertEquals("451 " + "x".repeat(1_995), row.error());
    }

    @Test
    void whatSomebodyHasCancelledIsNotTriedAgain() {
        List<UUID> chain = work.run(caller, tx -> tasks.enqueue(tx, Plan.chain(List.of(Wish.of(new Call("1", "broken")),
                Wish.of(new Effect("2", null))))));
        work.run(caller, tx -> {
            tx.write("insert into tasks.cancellations (company_id, task_id) values (?, ?)", tx.company(), chain.getFirst());
            return null;
        });
        assertEquals("cancelled", runs.attempt(caller, chain.getFirst()).state());
        assertEquals(List.of("failed"), attempts(chain.getFirst()));
        assertEquals("cancelled", runs.row(caller, chain.getLast()).state());
    }

    @Test
    void outsideOfATransactionTheCompletionIsWrittenUnderTheLease() {
        TaskRuns.Row row = runs.run(caller, new Call("!", null));
        assertEquals("done", row.state());
        assertEquals("[\"!\", 1]", row.result());
        assertEquals("Muster GmbH!", name());
        assertEquals("dead", runs.run(caller, new Call("!", "refused")).state());
        assertEquals("delayed", runs.run(caller, new Call("!", "broken")).state());
    }

    @Test
    void aTaskThatTakesTooLongIsEnded() {
        TaskRuns.Row row = runs.run(caller, new Slow());
        assertEquals("dead", row.state());
        assertEquals(List.of("timed_out"), attempts(row.id()));
    }

    @Test
    void anEqualTaskIsWantedOnceWhileTheFirstIsOpen() {
        UUID first = runs.enqueue(caller, Wish.of(new Unique("a")));
        runs.enqueue(caller, Wish.of(new Unique("a")));
        runs.enqueue(caller, Wish.of(new Unique("b")));
        assertEquals(2, runs.of(caller, "test-unique").size());
        runs.attempt(caller, first);
        runs.enqueue(caller, Wish.of(new Unique("a")));
        assertEquals(3, runs.of(caller, "test-unique").size());
    }

    @Test
    void anEqualTaskIsWantedOnceInItsPeriod() {
        runs.run(caller, new Period("a"));
        runs.enqueue(caller, Wish.of(new Period("a")));
        runs.enqueue(caller, Wish.of(new Period("b")));
        assertEquals(2, runs.of(caller, "test-period").size());
    }

    @Test
    void aChainGoesOnStepByStepAndAGroupCallsBackOnce() {
        List<UUID> chain = work.run(caller, tx -> tasks.enqueue(tx, Plan.chain(List.of(Wish.of(new Effect("1", null)),
                Wish.of(new Effect("2", null)), Wish.of(new Effect("3", null))))));
        assertEquals("waiting", runs.row(caller, chain.get(1)).state());
        assertEquals(chain, runs.drain(caller).stream().map(TaskRuns.Row::id).toList());
        assertEquals("Muster GmbH123", name());
        List<UUID> group = work.run(caller, tx -> tasks.enqueue(tx, Plan.group(List.of(Wish.of(new Effect("a", null)),
                Wish.of(new Call("a", null)), Wish.of(new Small("a"))), Wish.of(new Effect("!", null)))));
        assertEquals(group.getLast(), runs.drain(caller).getLast().id());
        assertEquals("Muster GmbH123aaa!", name());
    }

    @Test
    void whatWaitsForADeadTaskWaits() {
        List<UUID> chain = work.run(caller, tx -> tasks.enqueue(tx, Plan.chain(List.of(Wish.of(new Effect("1", "refused")),
                Wish.of(new Effect("2", null))))));
        runs.drain(caller);
        assertEquals("dead", runs.row(caller, chain.getFirst()).state());
        assertEquals("waiting", runs.row(caller, chain.getLast()).state());
    }

    @Test
    void aDelayedTaskIsNotReadyBeforeItsTime() {
        UUID id = work.run(caller, tx -> tasks.enqueue(tx, Wish.of(new Effect("!", null)).after(tx.now(), Duration.ofHours(1))));
        assertEquals("delayed", runs.row(caller, id).state());
        assertTrue(runs.drain(caller).isEmpty());
    }

    private List<String> attempts(UUID id) {
        return work.run(caller, tx -> tx.list(String.class,
                "select outcome from tasks.attempts where company_id = ? and task_id = ? order by attempt", tx.company(), id));
    }

    private void due(UUID id) {
        work.run(caller, tx -> {
            tx.write("update tasks.tasks set state = 'ready', due_at = now() where company_id = ? and id = ?", tx.company(), id);
            return null;
        });
    }
}
