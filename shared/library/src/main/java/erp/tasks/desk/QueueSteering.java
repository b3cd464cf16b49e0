package erp.tasks.desk;

import erp.work.Identified;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Versioned;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** Queues are the same for all companies, so operators alone steer them. */
public final class QueueSteering {

    /**
     * What an operator may set.
     *
     * @param ratePerMinute how many of its tasks may start in a minute; any number when null
     * @param concurrency   how many of its tasks may run at once; any number when null
     */
    @Introspected
    public record Limits(@Nullable @Min(1) @Max(1_000_000) Integer ratePerMinute, @Nullable @Min(1) @Max(10_000) Integer concurrency) {
    }

    /** A queue as it is steered. */
    @Introspected
    public record Queue(String id, boolean paused, @Nullable Integer ratePerMinute, @Nullable Integer concurrency, int version)
            implements Identified, Versioned {
    }

    private QueueSteering() {
    }

    /**
     * Locks a queue to be changed.
     *
     * @throws Refusal 403 {@code operators_only}; 404; 412
     */
    public static Queue lock(Tx tx, String queue) {
        tx.operate();
        Queue found = tx.get(Queue.class, """
                select queue as id, paused, rate_per_minute, concurrency, version from tasks.queues where queue = ? for update""", queue);
        found.refuseStale(tx.call());
        return found;
    }

    /** Holds its tasks back, or lets them go on; tasks that run are not affected. */
    public static Queue pause(Tx tx, String queue, boolean paused) {
        Queue now = lock(tx, queue);
        if (now.paused == paused) {
            return now;
        }
        return write(tx, new Queue(queue, paused, now.ratePerMinute, now.concurrency, now.version + 1), paused ? "pause" : "resume", null);
    }

    /** Sets its limits over all workers. */
    public static Queue limit(Tx tx, Queue now, Limits limits) {
        Queue limited = new Queue(now.id, now.paused, limits.ratePerMinute, limits.concurrency, now.version + 1);
        return write(tx, limited, "limit", "{\"ratePerMinute\": %d, \"concurrency\": %d}".formatted(limits.ratePerMinute,
                limits.concurrency));
    }

    private static Queue write(Tx tx, Queue queue, String action, @Nullable String detail) {
        tx.write("""
                update tasks.queues set paused = ?, rate_per_minute = ?, concurrency = ?, version = ?, recorded_at = now(),
                       recorded_by = platform.actor() where queue = ?""", queue.paused, queue.ratePerMinute, queue.concurrency,
                queue.version, queue.id);
        Action.record(tx, tx.company(), action, "task-queues/" + queue.id, detail);
        return queue;
    }
}
