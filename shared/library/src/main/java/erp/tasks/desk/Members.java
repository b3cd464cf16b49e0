package erp.tasks.desk;

import erp.work.Tx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Tasks that are steered together, perhaps of several companies.
 *
 * @param companies of each task, in the order of the tasks
 */
record Members(List<Integer> companies, List<UUID> tasks) {

    /** How many are steered by one request at most: it has to end within a transaction's time. */
    static final int MOST = 1_000;

    private record Member(int companyId, UUID id) {
    }

    static Members of(int company, UUID task) {
        return new Members(List.of(company), List.of(task));
    }

    /** Locks the oldest ones that were found and fulfil a further condition; what is being worked on just now is left out. */
    static Members lock(Tx tx, Scope scope, TaskSearch search, String condition) {
        return of(tx.list(Member.class, "select t.company_id, t.id" + found(scope, search, condition) + " order by t.id limit " + MOST
                + " for no key update skip locked", args(scope, search)));
    }

    /** The oldest ones that were found and fulfil a further condition, whoever has them locked. */
    static Members find(Tx tx, Scope scope, TaskSearch search, String condition) {
        return of(tx.list(Member.class, "select t.company_id, t.id" + found(scope, search, condition) + " order by t.id limit " + MOST,
                args(scope, search)));
    }

    /** How many there are by now. */
    static long count(Tx tx, Scope scope, TaskSearch search, String condition) {
        return tx.list(Long.class, "select count(*)" + found(scope, search, condition), args(scope, search)).getFirst();
    }

    private static String found(Scope scope, TaskSearch search, String condition) {
        return " from tasks.tasks t where t.company_id " + scope.is() + " and " + condition + " and " + search.sql();
    }

    private static Object[] args(Scope scope, TaskSearch search) {
        List<Object> args = new ArrayList<>(List.of(scope.company()));
        args.addAll(Arrays.asList(search.args()));
        return args.toArray();
    }

    /** Asks them to stop, because they run. */
    void ask(Tx tx) {
        if (!tasks.isEmpty()) {
            tx.write("""
                    insert into tasks.cancellations (company_id, task_id) select * from unnest(?::int[], ?::uuid[])
                    on conflict do nothing""", companies, tasks);
            Action.record(tx, companies, "cancel", tasks);
        }
    }

    /** Cancels them, and all that wait for them or for those. */
    void cancel(Tx tx, String action) {
        if (tasks.isEmpty()) {
            return;
        }
        tx.write("""
                update tasks.tasks t set state = 'cancelled', ended_at = now() from unnest(?::int[], ?::uuid[]) as m (company_id, id)
                 where t.company_id = m.company_id and t.id = m.id""", companies, tasks);
        Action.record(tx, companies, action, tasks);
        // Locked in the order of identifiers, as `tasks.release` does it.
        Members waiting = of(tx.list(Member.class, """
                with recursive after as (
                    select s.company_id, s.next_id from tasks.successors s
                      join unnest(?::int[], ?::uuid[]) as m (company_id, id) on s.company_id = m.company_id and s.task_id = m.id
                    union
                    select s.company_id, s.next_id from after a
                      join tasks.successors s on s.company_id = a.company_id and s.task_id = a.next_id),
                waiting as (
                    select t.company_id, t.id from tasks.tasks t join after a on t.company_id = a.company_id and t.id = a.next_id
                     where t.state = 'waiting' order by t.id for no key update of t)
                update tasks.tasks t set state = 'cancelled', ended_at = now() from waiting w
                 where t.company_id = w.company_id and t.id = w.id returning t.company_id, t.id""", companies, tasks));
        if (!waiting.tasks.isEmpty()) {
            Action.record(tx, waiting.companies, "cancel", waiting.tasks);
        }
    }

    private static Members of(List<Member> members) {
        return new Members(members.stream().map(Member::companyId).toList(), members.stream().map(Member::id).toList());
    }
}
