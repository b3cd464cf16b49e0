package erp.tasks;

import erp.work.Ids;
import erp.work.Tx;
import erp.work.Work;
import io.micronaut.core.annotation.Nullable;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is ready in PostgreSQL to the workers, as far as their windows have room: so order, fairness, pauses and limits are kept in
 * one place, and what Redis loses is sent again. Any number of dispatchers may run; each tick is one transaction under a lock, so they
 * take turns, and one that dies is replaced within a moment.
 */
@Singleton
public class Dispatcher {

    private static final long LOCK = 0x6572702e7461736bL;
    private static final int LEAST_WINDOW = 8;
    private static final int CHUNK = 1_000;
    private static final Duration BUSY = Duration.ofMillis(15);
    private static final Duration IDLE = Duration.ofMillis(50);
    /** Workers say every second what they are at; Redis counts whole seconds. */
    private static final Duration UNTIL_WORKERS_HAVE_SPOKEN = Duration.ofSeconds(3);
    private static final Duration OTHERS_TURN = Duration.ofMillis(200);
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final Work work;
    private final Window window;
    private final Backlog backlog;
    private final Schedules schedules;
    private final Depths depths;
    private final TaskMetrics metrics;
    private final Map<String, Integer> direct = new HashMap<>();
    private final Map<String, Pace> paces = new HashMap<>();
    private final Map<String, Bucket> buckets = new HashMap<>();
    private final Map<String, Long> turns = new HashMap<>();
    private volatile Thread thread;
    private volatile boolean ending;
    private boolean hindered;
    private volatile long lastRound = System.nanoTime();

    Dispatcher(Work work, Window window, Backlog backlog, Schedules schedules, Depths depths, TaskMetrics metrics) {
        this.work = work;
        this.window = window;
        this.backlog = backlog;
        this.schedules = schedules;
        this.depths = depths;
        this.metrics = metrics;
    }

    /** Begins to dispatch, until this process ends. */
    public synchronized void start() {
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("dispatcher").start(this::run);
        }
    }

    /** For how long it has not come round, whoever had the turn; negative where it does not run. */
    public long silentNanos() {
        return thread == null ? -1 : System.nanoTime() - lastRound;
    }

    private void run() {
        while (!ending) {
            Duration pause = OTHERS_TURN;
            lastRound = System.nanoTime();
            try {
                pause = tick();
                if (hindered) {
                    hindered = false;
                    LOG.info("Tasks are dispatched again");
                }
            } catch (RuntimeException fault) {
                if (!hindered) {
                    hindered = true;
                    LOG.warn("No task can be dispatched", fault);
                }
            }
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    /** A queue as a tick finds it; {@code slots} are those of the workers that live. */
    private record Queue(String queue, @Nullable Integer ratePerMinute, @Nullable Integer concurrency, int batch, boolean paused,
                         BigDecimal tokens, Instant tokensAt, boolean ready, int slots) {

        boolean isLimited() {
            return ratePerMinute != null || concurrency != null;
        }

        int window(Pace pace) {
            return concurrency != null ? concurrency
                    : Math.max(Math.max(LEAST_WINDOW, 2 * slots) * batch, Math.min(pace.ahead(), CHUNK));
        }
    }

    /** One tick; returns for how long there is nothing to do. */
    Duration tick() {
        return work.operate(tx -> {
            if (!tx.find(Boolean.class, "select pg_try_advisory_xact_lock(?)", LOCK).orElseThrow()) {
                direct.clear();
                paces.clear();
                buckets.clear();
                return OTHERS_TURN;
            }
            promote(tx);
            if (isTime("leases", Duration.ofSeconds(1))) {
                expireLeases(tx);
                schedules.fire(tx);
            }
            if (isTime("upkeep", Duration.ofSeconds(10))) {
                schedules.complete(tx);
                tidy(tx);
            }
            if (isTime("depths", Duration.ofSeconds(10))) {
                depths.measure(tx, window);
            }
            boolean reconcile = isTime("reconcile", Duration.ofSeconds(5));
            Set<String> workers = reconcile ? Set.copyOf(tx.list(String.class,
                    "select id from tasks.workers where seen_at > clock_timestamp() - interval '1 minute'")) : Set.of();
            boolean refresh = isTime("direct", Window.DIRECT_FOR.dividedBy(3));
            boolean busy = false;
            for (Queue queue : queues(tx)) {
                if (reconcile) {
                    window.reconcile(queue.queue, workers);
                }
                Pace pace = paces.computeIfAbsent(queue.queue, _ -> new Pace());
                boolean more = queue.ready && !queue.paused && dispatch(tx, queue, pace);
                busy |= more;
                direct(queue, queue.paused || more || queue.isLimited() ? 0 : queue.window(pace), refresh);
            }
            return busy ? BUSY : IDLE;
        });
    }

    private static List<Queue> queues(Tx tx) {
        return tx.list(Queue.class, """
                select q.queue, q.rate_per_minute, q.concurrency, q.batch, q.paused, q.tokens, q.tokens_at,
                       coalesce((select true from tasks.tasks t where t.queue = q.queue and t.state = 'ready' limit 1), false) as ready,
                       (select coalesce(sum(w.slots), 0)::int from tasks.workers w where q.queue = any(w.queues) and not w.draining
                           and w.seen_at > clock_timestamp() - interval '5 seconds') as slots
                  from tasks.queues q order by q.queue""");
    }

    /** Sends what fits; returns whether more is waiting than fits. */
    private boolean dispatch(Tx tx, Queue queue, Pace pace) {
        if (queue.concurrency != null && window.known(queue.queue).compareTo(UNTIL_WORKERS_HAVE_SPOKEN) < 0) {
            return true;
        }
        Set<String> members = window.members(queue.queue);
        pace.saw(members);
        int size = queue.window(pace);
        int room = size - members.size() - beside(tx, queue, members);
        Bucket bucket = queue.ratePerMinute == null ? null : bucket(tx, queue);
        int most = bucket == null ? room : Math.min(room, bucket.tokens.intValue());
        if (most <= 0) {
            return true;
        }
        List<Delivery> next = backlog.next(tx, queue.queue, members, most);
        long published = next.isEmpty() ? 0 : window.publish(queue.queue, size, next);
        if (published == next.size()) {
            pace.sent(next);
        }
        if (bucket != null && published > 0) {
            Bucket rest = new Bucket(bucket.tokens.subtract(BigDecimal.valueOf(published)), tx.now());
            buckets.put(queue.queue, rest);
            tx.write("update tasks.queues set tokens = ?, tokens_at = ? where queue = ?", rest.tokens, rest.at, queue.queue);
        }
        return next.size() == most;
    }

    /**
     * What runs although its window has forgotten it, after a loss of Redis: it counts where a limit of tasks at once is to hold. What runs
     * inside a transaction is told by its worker, within a second.
     */
    private static int beside(Tx tx, Queue queue, Set<String> members) {
        return queue.concurrency == null ? 0 : (int) tx.list(String.class, "select t.company_id || ' ' || t.id from tasks.tasks t"
                + " where t.queue = ? and " + States.is("running"), queue.queue).stream()
                .filter(member -> !members.contains(member)).count();
    }

    /** How many tasks a queue with a rate may start at a moment. */
    private record Bucket(BigDecimal tokens, Instant at) {
    }

    /**
     * What has come together since, and little in reserve. What was sent and is not taken, because workers are busy or away, takes the
     * place of what would come: it starts as soon as one is free, and the next one a whole turn later.
     */
    private Bucket bucket(Tx tx, Queue queue) {
        Bucket before = buckets.get(queue.queue);
        if (before == null || before.at.isBefore(queue.tokensAt)) {
            before = new Bucket(queue.tokens, queue.tokensAt);
        }
        BigDecimal perSecond = BigDecimal.valueOf(queue.ratePerMinute).divide(BigDecimal.valueOf(60), 9, RoundingMode.DOWN);
        BigDecimal come = perSecond.multiply(BigDecimal.valueOf(Duration.between(before.at, tx.now()).toNanos())).movePointLeft(9);
        BigDecimal most = perSecond.movePointLeft(1).max(BigDecimal.ONE).subtract(BigDecimal.valueOf(window.untaken(queue.queue)));
        Bucket now = new Bucket(before.tokens.add(come).min(most.max(BigDecimal.ZERO)), tx.now());
        buckets.put(queue.queue, now);
        return now;
    }

    private void direct(Queue queue, int size, boolean refresh) {
        Integer before = direct.put(queue.queue, size);
        if (before == null || before != size || size > 0 && refresh) {
            window.direct(queue.queue, size);
        }
    }

    private static void promote(Tx tx) {
        tx.write("""
                update tasks.tasks t set state = 'ready'
                  from (select company_id, id from tasks.tasks where state = 'delayed' and due_at <= clock_timestamp()
                         order by due_at limit ? for update skip locked) due
                 where t.company_id = due.company_id and t.id = due.id""", CHUNK);
    }

    /** A worker that extends no lease has died; should nobody have taken its task over, it is ready again. */
    private void expireLeases(Tx tx) {
        List<Lost> lost = tx.list(Lost.class, """
                with lost as (
                    select t.company_id, t.id, t.kind, t.worker, t.started_at, t.attempts + 1 as attempt,
                           case when exists (select from tasks.cancellations c where c.company_id = t.company_id and c.task_id = t.id)
                                then 'cancelled' when t.attempts + 1 >= coalesce(k.attempts, 5) then 'dead' else 'ready' end as state
                      from tasks.tasks t left join tasks.kinds k on k.kind = t.kind
                     where t.state = 'running' and t.lease_until < clock_timestamp() - interval '3 seconds'
                     order by t.lease_until limit ? for update of t skip locked
                ), attempt as (
                    insert into tasks.attempts (company_id, task_id, attempt, outcome, worker, started_at, error_code)
                    select company_id, id, attempt, 'lost', worker, started_at, 'worker_lost' from lost
                ), ended as (
                    update tasks.tasks t
                       set state = lost.state, attempts = lost.attempt, lease_until = null,
                           ended_at = case when lost.state <> 'ready' then clock_timestamp() end,
                           error_code = 'worker_lost', error = null, error_args = null
                      from lost where t.company_id = lost.company_id and t.id = lost.id
                )
                select company_id, id, kind, state from lost""", CHUNK);
        lost.stream().filter(one -> one.state.equals("cancelled"))
                .forEach(one -> tx.write("select tasks.abandon(?, ?)", one.companyId, one.id));
        tx.afterCommit(() -> lost.forEach(one -> {
            metrics.lost(one.kind);
            if (one.state.equals("dead")) {
                metrics.died(one.kind);
            }
        }));
    }

    private record Lost(int companyId, UUID id, String kind, String state) {
    }

    /** What is done is kept for a month, what is dead until somebody has looked at it, and nothing of workers that are gone for an hour. */
    private static void tidy(Tx tx) {
        tx.write("delete from tasks.workers where seen_at < clock_timestamp() - interval '1 hour'");
        tx.write("delete from tasks.periods where until < now()");
        tx.write("""
                with old as (
                    delete from tasks.tasks t using (select company_id, id from tasks.tasks
                        where id < ?::uuid and state in ('done', 'cancelled') order by id limit ?) o
                     where t.company_id = o.company_id and t.id = o.id returning t.company_id, t.id),
                attempts as (delete from tasks.attempts a using old where a.company_id = old.company_id and a.task_id = old.id),
                cancellations as (delete from tasks.cancellations c using old where c.company_id = old.company_id and c.task_id = old.id)
                delete from tasks.successors s using old where s.company_id = old.company_id and s.task_id = old.id""",
                Ids.since(tx.now().minus(Duration.ofDays(30))), 5 * CHUNK);
    }

    private boolean isTime(String what, Duration every) {
        long now = System.nanoTime();
        Long last = turns.get(what);
        if (last != null && now - last < every.toNanos()) {
            return false;
        }
        turns.put(what, now);
        return true;
    }

    @PreDestroy
    void close() throws InterruptedException {
        ending = true;
        if (thread != null) {
            LockSupport.unpark(thread);
            thread.join(Duration.ofSeconds(2));
        }
    }
}
