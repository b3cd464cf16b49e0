package erp.tasks;

import erp.work.Work;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What workers say about themselves in PostgreSQL, where the dispatcher and the operators read it. */
@Singleton
final class WorkerRows {

    private final Work work;
    private final String version;

    WorkerRows(Work work, @Value("${erp.version}") String version) {
        this.work = work;
        this.version = version;
    }

    /** A sign of life. */
    record Beat(String name, List<String> queues, int slots, int running, long done, long failed, boolean draining, int memoryMegabytes) {
    }

    /** A task that a worker has, and for how long it has been at it, if it is; the fence is negative inside a transaction. */
    record Holding(int company, UUID id, int fence, @Nullable Duration running) {

        boolean isInside() {
            return running != null && fence < 0;
        }
    }

    /** Says which kinds there are. What an operator has set for a queue stays. */
    void declare(Collection<Handlers.Known> known) {
        work.operate(tx -> {
            for (Handlers.Known one : known) {
                Kind kind = one.kind();
                tx.write("""
                        insert into tasks.kinds (kind, queue, attempts, backoff_seconds, backoff_max_seconds, time_limit_seconds, priority,
                                                 batch, outside, cron, args)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, ''), ?)
                        on conflict (kind) do update set queue = excluded.queue, attempts = excluded.attempts,
                            backoff_seconds = excluded.backoff_seconds, backoff_max_seconds = excluded.backoff_max_seconds,
                            time_limit_seconds = excluded.time_limit_seconds, priority = excluded.priority, batch = excluded.batch,
                            outside = excluded.outside, cron = excluded.cron, args = excluded.args""",
                        kind.name(), kind.queue(), kind.attempts(), kind.backoff().toSeconds(), kind.backoffMax().toSeconds(),
                        kind.timeLimit().toSeconds(), kind.priority(), kind.batch(), one.handler() instanceof Outside<?>, kind.cron(),
                        kind.fields());
                tx.write("""
                        insert into tasks.queues (queue, rate_per_minute, concurrency, batch) values (?, nullif(?, 0), nullif(?, 0), ?)
                        on conflict (queue) do update set batch = excluded.batch""",
                        kind.queue(), kind.ratePerMinute(), kind.concurrency(), kind.batch());
            }
            return null;
        });
    }

    /** Says that a worker lives and what it is at, extends the leases of what it has, and returns which of it somebody wants cancelled. */
    Set<UUID> beat(Beat beat, List<Holding> held) {
        List<Holding> inside = held.stream().filter(Holding::isInside).toList();
        return work.operate(tx -> {
            tx.write("""
                    insert into tasks.workers (id, queues, slots, running, done, failed, draining, version, memory_mb,
                                               task_companies, task_ids, task_since)
                    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::int[], ?::uuid[], ?::timestamptz[])
                    on conflict (id) do update set running = excluded.running, done = excluded.done, failed = excluded.failed,
                        draining = excluded.draining, memory_mb = excluded.memory_mb, seen_at = clock_timestamp(),
                        task_companies = excluded.task_companies, task_ids = excluded.task_ids, task_since = excluded.task_since""",
                    beat.name, beat.queues, beat.slots, beat.running, beat.done, beat.failed, beat.draining, version, beat.memoryMegabytes,
                    inside.stream().map(Holding::company).toList(), inside.stream().map(Holding::id).toList(),
                    inside.stream().map(one -> tx.now().minus(one.running)).toList());
            if (held.isEmpty()) {
                return Set.of();
            }
            // One that is being completed is locked, and needs no lease; to wait for it would silence this worker.
            List<Integer> companies = held.stream().map(Holding::company).toList();
            List<UUID> ids = held.stream().map(Holding::id).toList();
            tx.write("""
                    update tasks.tasks t set lease_until = clock_timestamp() + make_interval(secs => ?)
                      from (select r.company_id, r.id from unnest(?::int[], ?::uuid[], ?::int[]) as h (company_id, id, fence)
                              join tasks.tasks r on r.company_id = h.company_id and r.id = h.id
                             where r.state = 'running' and r.fence = h.fence for no key update of r skip locked) held
                     where t.company_id = held.company_id and t.id = held.id""",
                    Execution.LEASE.toSeconds(), companies, ids, held.stream().map(Holding::fence).toList());
            return new HashSet<>(tx.list(UUID.class, """
                    select c.task_id from unnest(?::int[], ?::uuid[]) as held (company_id, id)
                      join tasks.cancellations c on c.company_id = held.company_id and c.task_id = held.id""", companies, ids));
        });
    }

    /** A worker has ended in good order. */
    void gone(String name) {
        work.operate(tx -> {
            tx.write("delete from tasks.workers where id = ?", name);
            return null;
        });
    }
}
