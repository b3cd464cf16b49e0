package erp.tasks.desk;

import erp.tasks.States;
import erp.work.Ids;
import erp.work.Tx;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A queue and what is in it.
 *
 * @param ratePerMinute  how many of its tasks may start in a minute; any number when absent
 * @param concurrency    how many of its tasks may run at once; any number when absent
 * @param batch          how many of its tasks are done with one commit at most
 * @param running        those that workers said they were at, a second ago or less
 * @param oldestSeconds  how long the oldest ready task has been waiting
 * @param arrived        tasks that came in the last minute
 * @param done           tasks that were done in the last minute
 * @param drainSeconds   when it will be empty if it goes on like this; absent when nothing was done
 */
@Introspected
public record QueueState(String queue, boolean paused, @Nullable Integer ratePerMinute, @Nullable Integer concurrency, int batch,
                         long ready, long delayed, long running, long dead, @Nullable Long oldestSeconds, long arrived, long done,
                         @Nullable Long drainSeconds, int version) {

    /** What became of the tasks of a queue in one minute; waits and runs are 95th percentiles. */
    @Introspected
    public record Minute(Instant minute, String queue, long done, long dead, @Nullable Long waitMillis, @Nullable Long runMillis) {
    }

    /** All queues by name; a million tasks that are done cost nothing. */
    public static List<QueueState> list(Tx tx, Scope scope) {
        List<Object> args = new ArrayList<>(Collections.nCopies(States.OPEN.size() + 1, scope.company()));
        args.addAll(List.of(Ids.since(tx.now().minusSeconds(60)), scope.company()));
        return tx.list(QueueState.class, """
                with open as (%1$s),
                arrived as (select t.queue, count(*) as n from tasks.tasks t where t.company_id %2$s and t.id > ? group by t.queue),
                done as (select t.queue, count(*) as n from tasks.tasks t
                          where t.company_id %2$s and t.ended_at > now() - interval '1 minute' and t.state = 'done' group by t.queue),
                counted as (
                    select q.*, coalesce(r.tasks, 0) as ready, coalesce(l.tasks, 0) as delayed, coalesce(o.tasks, 0) as running,
                           coalesce(d.tasks, 0) as dead, extract(epoch from now() - r.due_at)::bigint as oldest_seconds,
                           coalesce(a.n, 0) as arrived, coalesce(e.n, 0) as done
                      from tasks.queues q
                      left join open r on r.queue = q.queue and r.state = 'ready'
                      left join open l on l.queue = q.queue and l.state = 'delayed'
                      left join open o on o.queue = q.queue and o.state = 'running'
                      left join open d on d.queue = q.queue and d.state = 'dead'
                      left join arrived a on a.queue = q.queue
                      left join done e on e.queue = q.queue)
                select c.*, case when c.ready = 0 then 0 when c.done > 0 then c.ready * 60 / c.done end as drain_seconds
                  from counted c order by c.queue"""
                .formatted(States.counted("t.company_id " + scope.is()), scope.is()), args.toArray());
    }

    /** The last hour of all queues, minute by minute. */
    public static List<Minute> lastHour(Tx tx, Scope scope) {
        return tx.list(Minute.class, """
                select date_trunc('minute', t.ended_at) as minute, t.queue, count(*) filter (where t.state = 'done') as done,
                       count(*) filter (where t.state = 'dead') as dead,
                       (percentile_disc(0.95) within group (order by extract(epoch from t.started_at - t.due_at)) * 1000)::bigint
                           as wait_millis,
                       (percentile_disc(0.95) within group (order by extract(epoch from t.ended_at - t.started_at)) * 1000)::bigint
                           as run_millis
                  from tasks.tasks t where t.company_id %s and t.ended_at > date_trunc('minute', now()) - interval '59 minutes'
                 group by 1, 2 order by 1, 2""".formatted(scope.is()), scope.company());
    }
}
