package erp.tasks;

import erp.work.Tx;
import io.lettuce.core.RedisException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * How deep the queues are, from PostgreSQL, which alone knows: Redis cannot tell, because it holds a part and may have lost it. Every
 * dispatcher that has had a turn says it, so of several the greatest counts.
 */
@Singleton
final class Depths {

    private static final String DEPTHS = """
            select q.queue, s.state, coalesce(o.tasks, 0) as tasks,
                   greatest(coalesce(extract(epoch from now() - o.due_at), 0), 0)::bigint as oldest
              from tasks.queues q cross join unnest(array['%s']) as s (state)
              left join (%s) o on o.queue = q.queue and o.state = s.state"""
            .formatted(String.join("', '", States.OPEN), States.counted("true"));

    private final MultiGauge tasks;
    private final MultiGauge oldest;
    private final MultiGauge lag;
    private final MultiGauge workers;

    Depths(MeterRegistry meters) {
        tasks = MultiGauge.builder("erp.tasks").description("Tasks by queue and state: waiting, delayed, ready, running, dead")
                .register(meters);
        oldest = MultiGauge.builder("erp.task.oldest.age").baseUnit("seconds")
                .description("For how long the oldest ready task has been due").register(meters);
        lag = MultiGauge.builder("erp.task.outbox.lag").baseUnit("seconds")
                .description("For how long the oldest ready task has been due that is not on its way to a worker").register(meters);
        workers = MultiGauge.builder("erp.task.workers").description("Workers that live, by queue").register(meters);
    }

    private record Depth(String queue, String state, long tasks, long oldest) {
    }

    private record Workers(String queue, long workers) {
    }

    void measure(Tx tx, Window window) {
        Tx.Later<List<Depth>> depths = tx.later(Depth.class, DEPTHS);
        List<Workers> living = tx.list(Workers.class, """
                select q.queue, (select count(*) from tasks.workers w where q.queue = any(w.queues)
                                    and w.seen_at > clock_timestamp() - interval '5 seconds') as workers from tasks.queues q""");
        tasks.register(depths.get().stream().map(one -> MultiGauge.Row.of(Tags.of("queue", one.queue, "state", one.state), one.tasks))
                .toList(), true);
        List<Depth> ready = depths.get().stream().filter(one -> one.state.equals("ready")).toList();
        oldest.register(ready.stream().map(one -> MultiGauge.Row.of(Tags.of("queue", one.queue), one.oldest)).toList(), true);
        workers.register(living.stream().map(one -> MultiGauge.Row.of(Tags.of("queue", one.queue), one.workers)).toList(), true);
        List<MultiGauge.Row<?>> lags = new ArrayList<>();
        for (Depth one : ready) {
            lags.add(MultiGauge.Row.of(Tags.of("queue", one.queue), one.oldest == 0 ? 0 : lag(tx, window, one.queue)));
        }
        lag.register(lags, true);
    }

    private static long lag(Tx tx, Window window, String queue) {
        List<UUID> onTheirWay;
        try {
            onTheirWay = window.members(queue).stream().map(Delivery::idOf).toList();
        } catch (RedisException away) {
            onTheirWay = List.of();
        }
        return tx.find(Long.class, """
                select coalesce(extract(epoch from now() - min(due_at)), 0)::bigint from tasks.tasks
                 where queue = ? and state = 'ready' and id <> all(?::uuid[])""", queue, onTheirWay).orElse(0L);
    }
}
