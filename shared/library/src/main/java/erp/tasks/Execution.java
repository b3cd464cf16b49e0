package erp.tasks;

import erp.security.Caller;
import erp.work.Call;
import erp.work.JsonText;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Work;
import io.micronaut.core.annotation.Nullable;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one attempt at a task, and writes what came of it.
 *
 * <p>A task inside a transaction needs no lease: the lock on its row, taken first, is both lease and fence. A worker that dies loses
 * it with its session; one that was stopped finds its transaction ended when it wakes. So effect and completion are there together, once.
 */
@Singleton
public class Execution {

    /** For how long a worker that says nothing more keeps a task that runs outside of a transaction. */
    static final Duration LEASE = Duration.ofSeconds(6);
    /** A statement cannot be interrupted; the database ends it shortly after the time is up. */
    private static final Duration AFTER_THE_LIMIT = Duration.ofMillis(200);
    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    /**
     * What came of an attempt. {@code LOST}: its worker has died; {@code GONE}: somebody else has ended the task; {@code HELD}: it is not
     * ended, but not to be had.
     */
    public enum Outcome {
        DONE, FAILED, REFUSED, TIMED_OUT, CANCELLED, LOST, GONE, HELD
    }

    /** A task that has been claimed. */
    record Claimed(UUID id, String state, String args, int attempts, int fence, boolean awaited, Instant dueAt, Instant startedAt) {

        boolean ready() {
            return state.equals("ready");
        }
    }

    private static final String COLUMNS = "id, state, args::text, attempts, fence, awaited, due_at, clock_timestamp() as started_at";
    // The state is looked at here and not there: as a condition it would make the index of what is ready look like the shorter way to a
    // row, and it is a long one whenever much is ready.
    private static final String CLAIM = "select " + COLUMNS
            + " from tasks.tasks where company_id = ? and id = ? for no key update skip locked";
    private static final String CLAIM_MANY = "select " + COLUMNS
            + " from tasks.tasks where company_id = ? and id = any(?) order by id for no key update skip locked";
    private static final String LEASE_IT = """
            update tasks.tasks t
               set state = 'running', fence = t.fence + 1, worker = ?, started_at = clock_timestamp(),
                   lease_until = clock_timestamp() + make_interval(secs => ?)
             where t.company_id = ? and t.id = (select c.id from tasks.tasks c where c.company_id = ? and c.id = ?
                        and (c.state = 'ready' or c.state = 'running' and c.lease_until < clock_timestamp()) for update skip locked)
            returning t.id, t.state, t.args::text, t.attempts, t.fence, t.awaited, t.due_at, t.started_at""";
    private static final String DONE = """
            update tasks.tasks set state = 'done', attempts = attempts + 1, worker = ?, started_at = ?, ended_at = clock_timestamp(),
                   lease_until = null, result = ?::jsonb, error_code = null, error = null, error_args = null
             where company_id = ? and id = ?""";
    private static final String ALL_DONE = """
            update tasks.tasks set state = 'done', attempts = attempts + 1, worker = ?, started_at = ?, ended_at = clock_timestamp(),
                   error_code = null, error = null, error_args = null
             where company_id = ? and id = any(?)""";

    private final Work work;
    private final Handlers handlers;
    private final Failures failures;
    private final Window window;
    private final JsonText json;
    private final TaskMetrics metrics;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("task-time-limits").factory());

    Execution(Work work, Handlers handlers, Failures failures, Window window, JsonText json, TaskMetrics metrics) {
        this.work = work;
        this.handlers = handlers;
        this.failures = failures;
        this.window = window;
        this.json = json;
        this.metrics = metrics;
        handlers.all().forEach(known -> metrics.know(known.kind().name()));
    }

    /** Who makes an attempt: nobody in particular, whom nobody cancels or ends; a worker says otherwise. */
    static class Attempt {

        private volatile int fence = -1;

        /** The worker's name. */
        String worker() {
            return "none";
        }

        /** Whether somebody wants the task cancelled. */
        boolean cancelled() {
            return false;
        }

        /** Whether the worker ends, and has no more time for it. */
        boolean stopping() {
            return false;
        }

        /** It runs outside of a transaction from now on: its lease, which has this number, is to be extended. Negative: no more. */
        final void leased(int number) {
            fence = number;
        }

        /** The number of the lease; negative inside a transaction. */
        final int fence() {
            return fence;
        }
    }

    private record Task(String kind, UUID recordedBy, UUID traceId) {
    }

    /** Makes an attempt at a task in this thread, without a worker: where there is none, as in tests. */
    public Outcome attempt(int company, UUID id) {
        Task task = work.operate(tx -> tx.get(Task.class,
                "select kind, recorded_by, trace_id from tasks.tasks where company_id = ? and id = ?", company, id));
        return run(Delivery.of(company, id, task.kind, task.recordedBy, task.traceId), new Attempt());
    }

    /** Makes an attempt at one task. */
    Outcome run(Delivery delivery, Attempt attempt) {
        Handlers.Known known = handlers.find(delivery.kind())
                .orElseThrow(() -> new IllegalStateException("No class here runs the task " + delivery.kind()));
        Call call = call(delivery);
        long start = System.nanoTime();
        Limit limit = new Limit(known.kind().timeLimit());
        Outcome outcome;
        try (limit) {
            outcome = switch (known.handler()) {
                case InTransaction<?> handler -> inTransaction(call, delivery, known.kind(), attempt,
                        (tx, claimed) -> run(handler, tx, claimed, known, call, attempt));
                case InBatches<?> handler -> inTransaction(call, delivery, known.kind(), attempt,
                        (tx, claimed) -> runBatch(handler, tx, List.of(claimed), known));
                case Outside<?> handler -> outside(handler, call, delivery, known, attempt);
            };
        } catch (Throwable fault) {
            // Errors too: whatever ends an attempt must be written, or the task would seem to run for ever.
            limit.close();
            if (attempt.stopping()) {
                failures.undone(call, delivery, attempt.fence());
                return Outcome.HELD;
            }
            outcome = failures.ended(call, delivery, known.kind(), attempt, limit.passed, fault);
        }
        if (outcome != Outcome.GONE && outcome != Outcome.HELD) {
            metrics.ran(delivery.kind(), outcome, Duration.ofNanos(System.nanoTime() - start));
        }
        return outcome;
    }

    /** Tries several tasks of one company and kind with one commit; what could not be had that way is to be tried alone. */
    List<UUID> runTogether(List<Delivery> deliveries, Attempt attempt) {
        Delivery first = deliveries.getFirst();
        Handlers.Known known = handlers.find(first.kind()).orElseThrow();
        long start = System.nanoTime();
        try (Limit _ = new Limit(known.kind().timeLimit())) {
            List<UUID> done = work.task(call(first), known.kind().timeLimit().plus(AFTER_THE_LIMIT), tx -> {
                List<Claimed> claimed = tx.list(Claimed.class, CLAIM_MANY, tx.company(), deliveries.stream().map(Delivery::id).toList())
                        .stream().filter(Claimed::ready).toList();
                if (claimed.isEmpty()) {
                    return List.of();
                }
                runBatch((InBatches<?>) known.handler(), tx, claimed, known);
                List<UUID> ids = claimed.stream().map(Claimed::id).toList();
                tx.write(ALL_DONE, attempt.worker(), claimed.getFirst().startedAt, tx.company(), ids);
                claimed.stream().filter(Claimed::awaited).forEach(one -> release(tx, one.id));
                tx.afterCommit(() -> claimed.forEach(one -> metrics.waited(first.kind(), Duration.between(one.dueAt, one.startedAt))));
                return ids;
            });
            done.forEach(_ -> metrics.ran(first.kind(), Outcome.DONE, Duration.ofNanos((System.nanoTime() - start) / done.size())));
            return done;
        } catch (RuntimeException | Error oneOfThem) {
            LOG.debug("a batch of {} is tried one by one", first.kind(), oneOfThem);
            return List.of();
        }
    }

    private interface Body {
        @Nullable Object run(Tx tx, Claimed claimed);
    }

    private Outcome inTransaction(Call call, Delivery delivery, Kind kind, Attempt attempt, Body body) {
        return work.task(call, kind.timeLimit().plus(AFTER_THE_LIMIT), tx -> {
            Optional<Claimed> found = tx.find(Claimed.class, CLAIM, tx.company(), delivery.id()).filter(Claimed::ready);
            if (found.isEmpty()) {
                return missing(tx, delivery);
            }
            Claimed claimed = found.get();
            done(tx, claimed, attempt, body.run(tx, claimed));
            tx.afterCommit(() -> metrics.waited(delivery.kind(), Duration.between(claimed.dueAt, claimed.startedAt)));
            return Outcome.DONE;
        });
    }

    private void done(Tx tx, Claimed claimed, Attempt attempt, @Nullable Object result) {
        tx.write(DONE, attempt.worker(), claimed.startedAt, json.of(result), tx.company(), claimed.id);
        if (claimed.awaited) {
            release(tx, claimed.id);
        }
    }

    /** A task that is ready now. */
    private record Released(UUID id, String queue, String kind, UUID recordedBy, UUID traceId) {
    }

    private void release(Tx tx, UUID id) {
        List<Released> next = tx.list(Released.class, """
                select r.id, t.queue, t.kind, t.recorded_by, t.trace_id from tasks.release(?, ?) r
                  join tasks.tasks t on t.company_id = ? and t.id = r.id""", tx.company(), id, tx.company());
        int company = tx.company();
        tx.afterCommit(() -> next.forEach(one -> window.offer(one.queue,
                List.of(Delivery.of(company, one.id, one.kind, one.recordedBy, one.traceId)))));
    }

    private Outcome missing(Tx tx, Delivery delivery) {
        return tx.find(String.class, "select state from tasks.tasks where company_id = ? and id = ? and state in ('ready', 'running')",
                tx.company(), delivery.id()).isPresent() ? Outcome.HELD : Outcome.GONE;
    }

    private <A extends Record> Object run(InTransaction<A> handler, Tx tx, Claimed claimed, Handlers.Known known, Call call,
            Attempt attempt) {
        return handler.run(tx, new Run(claimed.id, claimed.attempts + 1, call, work, attempt::cancelled), args(known, claimed));
    }

    private <A extends Record> Object runBatch(InBatches<A> handler, Tx tx, List<Claimed> claimed, Handlers.Known known) {
        handler.run(tx, claimed.stream().map(one -> this.<A>args(known, one)).toList());
        return null;
    }

    private <A extends Record> Outcome outside(Outside<A> handler, Call call, Delivery delivery, Handlers.Known known, Attempt attempt)
            throws Exception {
        Optional<Claimed> found = work.task(call, tx -> tx.find(Claimed.class, LEASE_IT, attempt.worker(), LEASE.toSeconds(), tx.company(),
                tx.company(), delivery.id()));
        if (found.isEmpty()) {
            return work.task(call, tx -> missing(tx, delivery));
        }
        Claimed claimed = found.get();
        attempt.leased(claimed.fence);
        metrics.waited(delivery.kind(), Duration.between(claimed.dueAt, claimed.startedAt));
        Run run = new Run(claimed.id, claimed.attempts + 1, call, work, attempt::cancelled);
        Work.Handler<?> ending = handler.run(run, args(known, claimed));
        return work.task(call, tx -> {
            Optional<UUID> held = tx.find(UUID.class, """
                    select id from tasks.tasks where company_id = ? and id = ? and state = 'running' and fence = ? for no key update""",
                    tx.company(), claimed.id, claimed.fence);
            if (held.isEmpty()) {
                return Outcome.GONE;
            }
            done(tx, claimed, attempt, ending.handle(tx));
            return Outcome.DONE;
        });
    }

    @SuppressWarnings("unchecked")
    private <A extends Record> A args(Handlers.Known known, Claimed claimed) {
        return (A) json.parse(known.kind().args(), claimed.args, fault -> new Refusal(TasksCode.ARGUMENTS_UNREADABLE, fault));
    }

    static Call call(Delivery delivery) {
        return new Call(new Caller(delivery.user(), delivery.company(), List.of(), Locale.ENGLISH, false), delivery.kind(),
                "task " + delivery.id(), null, null, false, 200, delivery.trace());
    }

    /** Interrupts this thread when the time is up. */
    private final class Limit implements AutoCloseable {

        private volatile boolean passed;
        private final Future<?> end;

        Limit(Duration time) {
            Thread thread = Thread.currentThread();
            end = clock.schedule(() -> {
                passed = true;
                thread.interrupt();
            }, time.toMillis(), TimeUnit.MILLISECONDS);
        }

        /** No interrupt comes after this, and one that has come is over. */
        @Override
        public void close() {
            end.cancel(false);
            Thread.interrupted();
        }
    }

    @PreDestroy
    void close() {
        clock.shutdownNow();
    }
}
