package erp.tasks;

import erp.work.Ids;
import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * What runs by itself: each company has a schedule for each kind of task that wants one. A time that passed while nothing ran is made up
 * for once; while a scheduled task is not ended, its next time adds nothing.
 */
@Singleton
public final class Schedules {

    private record Due(int companyId, String id, String cron, @Nullable Instant nextAt, String timeZone) {
    }

    /** Gives every company the schedules it does not have yet. */
    void complete(Tx tx) {
        tx.write("""
                insert into tasks.schedules (company_id, id, kind, cron)
                select c.company_id, k.kind, k.kind, k.cron from platform.companies c cross join tasks.kinds k where k.cron is not null
                on conflict do nothing""");
    }

    /** Makes tasks of what is due, for all companies. */
    void fire(Tx tx) {
        List<Due> due = tx.list(Due.class, """
                select s.company_id, s.id, s.cron, s.next_at, c.time_zone
                  from tasks.schedules s join platform.companies c on c.company_id = s.company_id
                 where s.active and (s.next_at is null or s.next_at <= now())
                 order by s.company_id, s.id limit 500 for update of s skip locked""");
        for (Due one : due) {
            if (one.nextAt != null) {
                fire(tx, one.companyId, one.id);
            }
            tx.write("update tasks.schedules set next_at = ? where company_id = ? and id = ?",
                    Cron.next(one.cron, tx.now(), ZoneId.of(one.timeZone)).orElse(null), one.companyId, one.id);
        }
    }

    /** Makes a task of a schedule now, unless its last one is still open; the schedule keeps its time. */
    void fire(Tx tx, int company, String schedule) {
        tx.write("""
                with fired as (
                    insert into tasks.tasks (company_id, id, kind, queue, state, priority, due_at, rank, args, unique_key, schedule)
                    select s.company_id, ?::uuid, k.kind, k.queue, 'ready', k.priority, now(), tasks.rank(now(), k.priority),
                           s.args, 'schedule ' || s.id, s.id
                      from tasks.schedules s join tasks.kinds k on k.kind = s.kind where s.company_id = ? and s.id = ?
                    on conflict do nothing returning id)
                update tasks.schedules set last_at = now(), last_task_id = (select id from fired)
                 where company_id = ? and id = ? and exists (select from fired)""", Ids.next(), company, schedule, company, schedule);
    }
}
