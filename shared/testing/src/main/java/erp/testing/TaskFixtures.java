package erp.testing;

import erp.security.Caller;
import erp.work.Ids;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** Tasks as rows, in any state, without an engine that would run them. */
@Singleton
public final class TaskFixtures {

    private static final List<String> ENDED = List.of("done", "dead", "cancelled");

    private final Fixtures fixtures;
    private UUID last;

    public TaskFixtures(Fixtures fixtures) {
        this.fixtures = fixtures;
    }

    /** A kind and its queue of the same name. */
    public String kind(Caller caller, String name, String... args) {
        fixtures.in(caller, tx -> {
            tx.write("insert into tasks.queues (queue) values (?) on conflict do nothing", name);
            tx.write("""
                    insert into tasks.kinds (kind, queue, attempts, backoff_seconds, backoff_max_seconds, time_limit_seconds, priority,
                                             batch, outside, args) values (?, ?, 5, 10, 3600, 20, 5, 1, false, ?)
                    on conflict (kind) do update set args = excluded.args""", name, name, List.of(args));
            return null;
        });
        return name;
    }

    /** A queue without kinds. */
    public String queue(Caller caller, String name, boolean paused) {
        fixtures.in(caller, tx -> {
            tx.write("insert into tasks.queues (queue, paused) values (?, ?)", name, paused);
            return null;
        });
        return name;
    }

    /** A task of the caller's company. */
    public UUID task(Caller caller, String kind, String state, String args) {
        return task(caller, kind, state, args, null);
    }

    /** The same where an equal one is wanted once. */
    public UUID task(Caller caller, String kind, String state, String args, @Nullable String uniqueKey) {
        UUID id = later();
        fixtures.in(caller, tx -> {
            tx.write("""
                    insert into tasks.tasks (company_id, id, kind, queue, state, priority, due_at, rank, args, waits_for, unique_key,
                                             started_at, ended_at, lease_until, error_code, error, error_args, document, attempts)
                    select ?, ?, ?, ?, s.state, 5, now() + case s.state when 'delayed' then interval '1 hour' else interval '0' end,
                           now() - interval '50 minutes', ?::jsonb, case s.state when 'waiting' then 1 else 0 end, ?,
                           case when s.state not in ('waiting', 'delayed', 'ready') then now() end, case when ? then now() end,
                           case s.state when 'running' then now() + interval '1 minute' end,
                           case s.state when 'dead' then 'mail_refused' end, case s.state when 'dead' then 'The mailbox is full' end,
                           case s.state when 'dead' then array['a@example.test', 'The mailbox is full'] end,
                           'sales-invoices/' || gen_random_uuid(), case s.state when 'dead' then 5 else 0 end
                      from (select ?::text) s (state)""", tx.company(), id, kind, kind, args, uniqueKey, ENDED.contains(state), state);
            return null;
        });
        return id;
    }

    /** An identifier after the last one: within a millisecond they have no order. */
    private UUID later() {
        UUID id = Ids.next();
        while (last != null && id.getMostSignificantBits() >> 16 <= last.getMostSignificantBits() >> 16) {
            id = Ids.next();
        }
        last = id;
        return id;
    }

    /** Makes one task wait for another. */
    public void follows(Caller caller, UUID task, UUID next) {
        fixtures.in(caller, tx -> {
            tx.write("insert into tasks.successors (company_id, task_id, next_id) values (?, ?, ?)", tx.company(), task, next);
            return null;
        });
    }

    /** The state a task is in. */
    public String state(Caller caller, UUID id) {
        return fixtures.value(caller, String.class, "select state from tasks.tasks where company_id = ? and id = ?", caller.company(), id);
    }

    /** A schedule of the caller's company. */
    public String schedule(Caller caller, String id, String kind, String cron) {
        fixtures.in(caller, tx -> {
            tx.write("insert into tasks.schedules (company_id, id, kind, cron) values (?, ?, ?, ?)", tx.company(), id, kind, cron);
            return null;
        });
        return id;
    }

    /** A worker that was heard of some seconds ago. */
    public String worker(Caller caller, String id, int silentSeconds, String... queues) {
        fixtures.in(caller, tx -> {
            tx.write("""
                    insert into tasks.workers (id, queues, slots, running, done, failed, version, memory_mb, started_at, seen_at)
                    values (?, ?, 8, 3, 12480, 7, '1.0.0', 148, now() - interval '5 hours', now() - make_interval(secs => ?))
                    on conflict (id) do update set seen_at = excluded.seen_at""", id, List.of(queues), silentSeconds);
            return null;
        });
        return id;
    }
}
