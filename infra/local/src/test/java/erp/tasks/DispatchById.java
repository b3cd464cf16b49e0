package erp.tasks;

import erp.work.Tx;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * A mutant of the engine, which the fault run must find: of what is new it sends what has a higher identifier than the last one sent. So
 * it never sends what was committed later than that, nor again what Redis has lost.
 */
@Singleton
@Replaces(Backlog.class)
@Requires(property = "faults.mutant", value = "dispatch-by-id")
final class DispatchById extends Backlog {

    private record Row(int companyId, UUID id, String kind, UUID recordedBy, UUID traceId) {
    }

    @Override
    List<Delivery> next(Tx tx, String queue, Collection<String> members, int most) {
        List<Row> next = tx.list(Row.class, """
                select company_id, id, kind, recorded_by, trace_id from tasks.tasks
                 where queue = ? and state = 'ready'
                   and (attempts > 0 or group_id is not null or due_at > recorded_at
                        or id > coalesce((select s.id from test.sent s where s.queue = ? order by s.id desc limit 1), ?))
                 order by id limit ?""",
                queue, queue, new UUID(0, 0), most);
        if (!next.isEmpty()) {
            tx.write("insert into test.sent (queue, id) values (?, ?)", queue, next.getLast().id);
        }
        return next.stream().map(row -> Delivery.of(row.companyId, row.id, row.kind, row.recordedBy, row.traceId)).toList();
    }
}
