package erp.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.security.Caller;
import erp.tasks.desk.Cancel;
import erp.tasks.desk.QueueState;
import erp.tasks.desk.Scope;
import erp.tasks.desk.Steered;
import erp.tasks.desk.TaskDetail;
import erp.tasks.desk.TaskList;
import erp.tasks.desk.TaskRow;
import erp.tasks.desk.TaskSearch;
import erp.testing.Fixtures;
import erp.testing.TestServers;
import erp.work.Tx;
import erp.work.Work;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Value;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole engine in one process, on real PostgreSQL and Redis: what is wanted is done once, in its order and within its limits. */
@MicronautTest(transactional = false)
@Property(name = "erp.tasks.work", value = "true")
class EngineTest {

    @Inject
    Tasks tasks;
    @Inject
    Work work;
    @Inject
    Dispatcher dispatcher;
    @Inject
    Fixtures fixtures;
    @Inject
    Schedules schedules;
    @Inject
    Window window;
    @Inject
    MeterRegistry meters;
    @Value("${erp.tasks.slots}")
    int slots;

    private Caller caller;
    private final RedisClient redis = RedisClient.create(TestServers.redisUri());
    private StatefulRedisConnection<String, String> connection;

    @Task(name = "engine-effect")
    record Effect(int number) {
    }

    @Task(name = "engine-batch", batch = 50)
    record Small(int number) {
    }

    @Task(name = "engine-lonely", concurrency = 1)
    record Lonely() {
    }

    @Task(name = "engine-lonely-outside", concurrency = 1)
    record LonelyOutside() {
    }

    @Task(name = "engine-ending", timeLimitSeconds = 60)
    record Ending(int callSeconds, int endSeconds) {
    }

    @Task(name = "engine-slowly", ratePerMinute = 600)
    record Slowly() {
    }

    @Task(name = "engine-held")
    record Held() {
    }

    @Task(name = "engine-daily", cron = "30 2 * * *")
    record Daily() {
    }

    @Singleton
    static class Effects implements InTransaction<Effect> {
        @Override
        public Object run(Tx tx, Run run, Effect args) {
            tx.write("insert into tasks.actions (company_id, id, action, target) values (?, ?, 'effect', ?)", tx.company(),
                    erp.work.Ids.next(), run.id().toString());
            return args.number;
        }
    }

    @Singleton
    static class Smalls implements InBatches<Small> {
        @Override
        public void run(Tx tx, List<Small> batch) {
            batch.forEach(one -> tx.write("insert into tasks.actions (company_id, id, action, target) values (?, ?, 'effect', ?)",
                    tx.company(), erp.work.Ids.next(), "small " + one.number));
        }
    }

    @Singleton
    static class Lonelies implements InTransaction<Lonely> {
        static final AtomicInteger AT_ONCE = new AtomicInteger();
        static final AtomicInteger MOST = new AtomicInteger();

        @Override
        public Object run(Tx tx, Run run, Lonely args) {
            MOST.accumulateAndGet(AT_ONCE.incrementAndGet(), Math::max);
            tx.list(String.class, "select pg_sleep(0.02)::text");
            AT_ONCE.decrementAndGet();
            return null;
        }
    }

    @Singleton
    static class LonelyOutsides implements Outside<LonelyOutside> {
        static final AtomicInteger AT_ONCE = new AtomicInteger();
        static final AtomicInteger MOST = new AtomicInteger();

        @Override
        public Work.Handler<?> run(Run run, LonelyOutside args) throws InterruptedException {
            MOST.accumulateAndGet(AT_ONCE.incrementAndGet(), Math::max);
            Thread.sleep(600);
            AT_ONCE.decrementAndGet();
            return _ -> null;
        }
    }

    /** Calls for some time, and completes for some time. */
    @Singleton
    static class Endings implements Outside<Ending> {
        static final AtomicInteger CALLS = new AtomicInteger();

        @Override
        public Work.Handler<?> run(Run run, Ending args) throws InterruptedException {
            CALLS.incrementAndGet();
            Thread.sleep(Duration.ofSeconds(args.callSeconds));
            return tx -> {
                for (int second = 0; second < args.endSeconds; second++) {
                    tx.list(String.class, "select pg_sleep(1)::text");
                }
                return null;
            };
        }
    }

    @Singleton
    static class Slowlies implements InTransaction<Slowly> {
        @Override
        public Object run(Tx tx, Run run, Slowly args) {
            return null;
        }
    }

    @Singleton
    static class Helds implements InTransaction<Held> {
        static volatile CountDownLatch began;

        @Override
        public Object run(Tx tx, Run run, Held args) {
            began.countDown();
            while (true) {
                run.checkpoint();
                tx.list(String.class, "select pg_sleep(0.02)::text");
            }
        }
    }

    @Singleton
    static class Dailies implements InTransaction<Daily> {
        @Override
        public Object run(Tx tx, Run run, Daily args) {
            return null;
        }
    }

    @BeforeEach
    void start() {
        caller = fixtures.company();
        connection = redis.connect();
        dispatcher.start();
    }

    @AfterEach
    void end() {
        connection.close();
        redis.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }

    @Test
    void everyTaskIsDoneOnceAlsoWhenRedisForgetsEverything() {
        for (int i = 0; i < 20; i++) {
            int chunk = i;
            work.run(caller, tx -> {
                tasks.enqueue(tx, IntStream.range(0, 25).mapToObj(n -> Wish.of(new Effect(chunk * 25 + n))).toList());
                tasks.enqueue(tx, IntStream.range(0, 25).mapToObj(n -> Wish.of(new Small(chunk * 25 + n))).toList());
                return null;
            });
            if (i % 7 == 3) {
                connection.sync().flushdb();
            }
        }
        await(Duration.ofSeconds(60), () -> count("state = 'done'") == 1000);
        assertEquals(1000, effects(), "each has one effect");
        assertEquals(1000, distinctEffects(), "and its own");
    }

    @Test
    void whatIsRolledBackLeavesNothing() {
        try {
            work.run(caller, tx -> {
                tasks.enqueue(tx, new Effect(1));
                tx.now();
                throw new IllegalStateException("no");
            });
        } catch (IllegalStateException expected) {
            assertEquals("no", expected.getMessage());
        }
        assertEquals(0, count("true"));
    }

    @Test
    void aLimitOfOneAtOnceHolds() {
        Lonelies.MOST.set(0);
        work.run(caller, tx -> {
            tasks.enqueue(tx, IntStream.range(0, 40).mapToObj(_ -> Wish.of(new Lonely())).toList());
            return null;
        });
        await(Duration.ofSeconds(30), () -> count("state = 'done'") == 40);
        assertEquals(1, Lonelies.MOST.get());
    }

    @Test
    void aLimitOfOneAtOnceHoldsAlsoWhenRedisForgetsEverything() {
        work.run(caller, tx -> {
            tasks.enqueue(tx, IntStream.range(0, 4).mapToObj(_ -> Wish.of(new LonelyOutside())).toList());
            return null;
        });
        for (int i = 1; i <= 3; i++) {
            int begun = i;
            await(Duration.ofSeconds(30), () -> count("state = 'running'") == 1 && count("state = 'done'") >= begun - 1);
            connection.sync().flushdb();
        }
        await(Duration.ofSeconds(30), () -> count("state = 'done'") == 4);
        assertEquals(1, LonelyOutsides.MOST.get());
    }

    @Test
    void aRateHoldsOverAllOfIt() {
        work.run(caller, tx -> {
            tasks.enqueue(tx, IntStream.range(0, 30).mapToObj(_ -> Wish.of(new Slowly())).toList());
            return null;
        });
        await(Duration.ofSeconds(30), () -> count("state = 'done'") == 30);
        // Ten a second: the last one begins 2.9 s after the first at the earliest.
        boolean slowly = work.run(caller, tx -> tx.get(Boolean.class, """
                select max(started_at) - min(started_at) > interval '2.7 seconds' from tasks.tasks where company_id = ?""", tx.company()));
        assertTrue(slowly);
    }

    @Test
    void aRateHoldsAlsoWhenNoWorkerWasFree() throws InterruptedException {
        hold(slots);
        set("engine-slowly", "rate_per_minute", 120);
        work.run(caller, tx -> {
            tasks.enqueue(tx, IntStream.range(0, 6).mapToObj(_ -> Wish.of(new Slowly())).toList());
            return null;
        });
        // Long enough for most of them to be sent, were it not for the rate.
        pass(Duration.ofSeconds(2));
        assertEquals(6, count("kind = 'engine-slowly' and state = 'ready'"));
        cancelHeld();
        await(Duration.ofSeconds(30), () -> count("kind = 'engine-slowly' and state = 'done'") == 6);
        set("engine-slowly", "rate_per_minute", 600);
        // One each half second, also after the one that stood there.
        List<Long> pauses = work.run(caller, tx -> tx.list(Long.class, """
                select pause from (select (extract(epoch from started_at - lag(started_at) over (order by started_at)) * 1000)::bigint
                                              as pause from tasks.tasks where company_id = ? and kind = 'engine-slowly') s
                 where pause is not null order by pause""", tx.company()));
        assertTrue(pauses.getFirst() > 250, pauses::toString);
    }

    @Test
    void aLimitHoldsInsideTransactionsAlsoWhenRedisForgetsEverything() throws InterruptedException {
        set("engine-held", "concurrency", 1);
        hold(1);
        Helds.began = new CountDownLatch(1);
        work.run(caller, tx -> tasks.enqueue(tx, new Held()));
        connection.sync().flushdb();
        pass(Duration.ofSeconds(5));
        assertEquals(1, Helds.began.getCount(), "the second one has not begun");
        cancelHeld();
        set("engine-held", "concurrency", null);
    }

    @Test
    void aSlowCompletionDoesNotCostAnotherTaskItsLease() {
        Endings.CALLS.set(0);
        work.run(caller, tx -> {
            tasks.enqueue(tx, List.of(Wish.of(new Ending(0, 12)), Wish.of(new Ending(14, 0))));
            return null;
        });
        await(Duration.ofSeconds(40), () -> count("state = 'done'") == 2);
        assertEquals(2, Endings.CALLS.get());
        assertEquals(2, count("attempts = 1"));
    }

    /** Steers a queue; what holds it back has been noticed by the dispatcher afterwards. */
    private void set(String queue, String what, Object value) {
        work.run(caller, tx -> {
            tx.write("update tasks.queues set " + what + " = ? where queue = ?", value, queue);
            return null;
        });
        boolean lifted = value == null || value.equals(false);
        await(Duration.ofSeconds(5), () -> lifted || connection.sync().exists("erp:{" + queue + "}:direct") == 0);
    }

    private static void pass(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        await(time.plusSeconds(5), () -> System.nanoTime() > until);
    }

    @Test
    void aRunningTaskIsSeenAndEndsWhenItIsCancelled() throws InterruptedException {
        UUID id = hold(1).getFirst();
        List<TaskRow> running = new ArrayList<>();
        await(Duration.ofSeconds(5), () -> {
            running.addAll(work.run(caller, tx -> TaskList.rows(tx, Scope.of(tx, null), TaskSearch.of("state:running worker:*"), null, 9)));
            return !running.isEmpty();
        });
        assertEquals(id, running.getFirst().id());
        assertEquals("running", running.getFirst().state());
        assertTrue(running.getFirst().startedAt() != null);
        QueueState queue = work.run(caller, tx -> QueueState.list(tx, Scope.of(tx, null))).stream()
                .filter(one -> one.queue().equals("engine-held")).findFirst().orElseThrow();
        assertEquals(List.of(0L, 1L), List.of(queue.ready(), queue.running()));
        await(Duration.ofSeconds(15), () -> 1 == meters.get("erp.tasks").tags("queue", "engine-held", "state", "running").gauge().value());
        assertEquals(new Steered.Many(1, 0), work.run(caller, tx -> Cancel.many(tx, Scope.of(tx, null), TaskSearch.of("state:running"))));
        assertTrue(work.run(caller, tx -> TaskDetail.of(tx, Scope.of(tx, null), id)).cancelling());
        await(Duration.ofSeconds(10), () -> count("state = 'cancelled'") == 1);
        assertEquals(0, work.run(caller, tx -> TaskList.rows(tx, Scope.of(tx, null), TaskSearch.of("state:running"), null, 9)).size());
    }

    /** Tasks that run until they are cancelled. */
    private List<UUID> hold(int many) throws InterruptedException {
        Helds.began = new CountDownLatch(many);
        List<UUID> ids = work.run(caller, tx -> IntStream.range(0, many).mapToObj(_ -> tasks.enqueue(tx, new Held())).toList());
        assertTrue(Helds.began.await(20, TimeUnit.SECONDS));
        return ids;
    }

    private void cancelHeld() {
        long many = work.run(caller, tx -> tx.get(Long.class, """
                with held as (insert into tasks.cancellations (company_id, task_id)
                              select company_id, id from tasks.tasks where company_id = ? and kind = 'engine-held' returning 1)
                select count(*) from held""", tx.company()));
        await(Duration.ofSeconds(10), () -> count("kind = 'engine-held' and state = 'cancelled'") == many);
    }

    @Test
    void aPausedQueueWaits() {
        pause(true);
        UUID id = work.run(caller, tx -> tasks.enqueue(tx, new Effect(1)));
        // The dispatcher takes notice within a tick, and what is wanted meanwhile waits.
        pass(Duration.ofSeconds(1));
        assertEquals(1, count("state = 'ready'"));
        pause(false);
        await(Duration.ofSeconds(10), () -> count("state = 'done'") == 1);
        assertEquals(1, work.run(caller, tx -> tx.list(UUID.class, "select id from tasks.tasks where company_id = ? and id = ?",
                tx.company(), id)).size());
    }

    @Test
    void anotherCompanyDoesNotWaitBehindAFullQueue() {
        Caller other = fixtures.company();
        work.run(caller, tx -> {
            tasks.enqueue(tx, IntStream.range(0, 5_000).mapToObj(n -> Wish.of(new Effect(n))).toList());
            return null;
        });
        work.run(other, tx -> tasks.enqueue(tx, new Effect(1)));
        await(Duration.ofSeconds(30), () -> work.run(other, tx -> tx.get(Long.class,
                "select count(*) from tasks.tasks where company_id = ? and state = 'done'", tx.company())) == 1);
        assertTrue(count("state = 'ready'") > 1_000, "the first company's tasks are still waiting");
        await(Duration.ofSeconds(60), () -> count("state = 'done'") == 5_000);
    }

    @Test
    void aScheduleHasItsNextTimeAndCanBeRunNow() {
        await(Duration.ofSeconds(20), () -> schedule() != null);
        Instant next = schedule();
        assertTrue(next.isAfter(Instant.parse("2026-11-01T00:00:00Z")));
        work.run(caller, tx -> {
            schedules.fire(tx, tx.company(), "engine-daily");
            return null;
        });
        await(Duration.ofSeconds(10), () -> count("state = 'done' and schedule = 'engine-daily'") == 1);
        assertEquals(next, schedule());
    }

    @Test
    void whatADeadWorkerHasReadIsTakenOver() throws InterruptedException {
        hold(slots);
        UUID id = work.run(caller, tx -> tasks.enqueue(tx, new Effect(7)));
        // A worker that reads and dies: nobody acknowledges, and nobody says that it lives.
        try (Window.Reader dead = window.reader("engine-effect", "dead")) {
            await(Duration.ofSeconds(5), () -> !dead.read(1, Duration.ofMillis(100)).isEmpty());
        }
        cancelHeld();
        await(Duration.ofSeconds(15), () -> count("kind = 'engine-effect' and state = 'done' and attempts = 2") == 1);
        assertEquals(1, effects());
        TaskDetail task = work.run(caller, tx -> TaskDetail.of(tx, Scope.of(tx, null), id));
        assertEquals(List.of("lost"), task.attempted().stream().map(TaskDetail.Attempt::outcome).toList());
        assertEquals("Der Arbeiter, der die Aufgabe hatte, ist ausgefallen.", task.attempted().getFirst().reason(Locale.GERMAN));
        assertEquals(1, meters.get("erp.task.lost").tag("kind", "engine-effect").counter().count());
    }

    private Instant schedule() {
        return work.run(caller, tx -> tx.list(Instant.class, """
                select next_at from tasks.schedules where company_id = ? and id = 'engine-daily' and next_at is not null""", tx.company()))
                .stream().findFirst().orElse(null);
    }

    private void pause(boolean paused) {
        set("engine-effect", "paused", paused);
    }

    private long count(String condition) {
        return work.run(caller, tx -> tx.get(Long.class, "select count(*) from tasks.tasks where company_id = ? and " + condition,
                tx.company()));
    }

    private long effects() {
        return work.run(caller, tx -> tx.get(Long.class, "select count(*) from tasks.actions where company_id = ?", tx.company()));
    }

    private long distinctEffects() {
        return work.run(caller, tx -> tx.get(Long.class, "select count(distinct target) from tasks.actions where company_id = ?",
                tx.company()));
    }

    private static void await(Duration patience, BooleanSupplier condition) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "not within " + patience);
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
    }
}
