package erp.tasks;

import erp.work.Tx;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What is ready and not yet on its way, in the order in which it is to go: by turns between the companies, counting what they have on
 * its way; then by rank, that is by time with ten minutes for each step of priority. So neither a company with very many tasks nor one
 * whose tasks all come first keeps the others waiting. Tasks are found by their state and never by "newer than the last one", because
 * transactions do not commit in the order of their identifiers.
 */
@Singleton
public class Backlog {

    private static final String NEXT = """
            with recursive companies as (
                (select t.company_id from tasks.tasks t where t.queue = ? and t.state = 'ready' order by t.company_id limit 1)
                union all
                select (select t.company_id from tasks.tasks t
                         where t.queue = ? and t.state = 'ready' and t.company_id > c.company_id order by t.company_id limit 1)
                  from companies c where c.company_id is not null
            ), gone as (
                select * from unnest(?::int[], ?::int[]) as g (company_id, tasks)
            )
            select c.company_id, t.id, t.kind, t.recorded_by, t.trace_id
              from companies c
              left join gone g on g.company_id = c.company_id
             cross join lateral (
                select r.*, row_number() over (order by r.rank, r.id) as turn
                  from (select t.id, t.kind, t.recorded_by, t.trace_id, t.rank from tasks.tasks t
                         where t.queue = ? and t.state = 'ready' and t.company_id = c.company_id and t.id <> all(?::uuid[])
                         order by t.rank, t.id limit ?) r) t
             where c.company_id is not null
             order by coalesce(g.tasks, 0) + t.turn, t.rank, t.id
             limit ?""";

    private record Row(int companyId, UUID id, String kind, UUID recordedBy, UUID traceId) {
    }

    /**
     * The next tasks of a queue.
     *
     * @param members who is on its way already, as {@link Window#members} names them
     * @param most    how many are wanted
     */
    List<Delivery> next(Tx tx, String queue, Collection<String> members, int most) {
        List<UUID> gone = members.stream().map(Delivery::idOf).toList();
        Map<Integer, Integer> counts = members.stream().collect(Collectors.toMap(Delivery::companyOf, _ -> 1, Integer::sum));
        return tx.list(Row.class, NEXT, queue, queue, List.copyOf(counts.keySet()), List.copyOf(counts.values()), queue, gone, most, most)
                .stream().map(row -> Delivery.of(row.companyId, row.id, row.kind, row.recordedBy, row.traceId)).toList();
    }
}
