package erp.tasks.desk;

import erp.tasks.TasksCode;
import erp.work.Refusal;
import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;
import java.util.UUID;

/** Tasks that have ended without success are tried again, from the first attempt on. */
public final class Retry {

    // Of equal tasks that are wanted once, one is tried again, and none while another one is open.
    private static final String CAN_BE_RETRIED = """
            t.state = 'dead' and t.waits_for = 0 and (t.unique_key is null or not exists (
                select from tasks.tasks o where o.company_id = t.company_id and o.kind = t.kind and o.unique_key = t.unique_key
                   and (o.state in ('waiting', 'delayed', 'ready', 'running') or o.state = 'dead' and o.id > t.id)))""";
    private static final String AGAIN = """
            due_at = greatest(t.due_at, now()), rank = tasks.rank(greatest(t.due_at, now()), t.priority),
            attempts = 0, worker = null, started_at = null, ended_at = null, result = null, error_code = null, error = null,
            error_args = null""";

    private record Found(int companyId, String state, String kind) {
    }

    private Retry() {
    }

    /**
     * One task that is dead or cancelled.
     *
     * @param args other arguments than before, as a JSON object; the same when absent
     * @throws Refusal 404; 409 {@code task_state}, {@code equal_task_is_open}; 422 {@code unknown_kind}, {@code unknown_argument}
     */
    public static Steered one(Tx tx, Scope scope, UUID id, @Nullable String args) {
        // What it waits for must not end between being counted and the commit: such an end would not be noticed.
        tx.list(UUID.class, "select p.id from tasks.successors s join tasks.tasks p on p.company_id = s.company_id"
                + " and p.id = s.task_id where s.company_id " + scope.is() + " and s.next_id = ? order by p.id for share of p",
                scope.company(), id);
        Found found = tx.get(Found.class, "select t.company_id, t.state, t.kind from tasks.tasks t where t.company_id " + scope.is()
                + " and t.id = ? for no key update", scope.company(), id);
        if (!found.state.equals("dead") && !found.state.equals("cancelled")) {
            throw new Refusal(TasksCode.TASK_STATE, found.state);
        }
        if (args != null) {
            NewTask.refuseUnknown(tx, found.kind, args);
        }
        tx.write("delete from tasks.cancellations where company_id = ? and task_id = ?", found.companyId, id);
        String state = tx.list(String.class, """
                update tasks.tasks t
                   set state = case when open.n > 0 then 'waiting' when t.due_at > now() then 'delayed' else 'ready' end,
                       waits_for = open.n, args = coalesce(?::jsonb, t.args), unique_key = case when ? then t.unique_key end,
                       %s
                  from (select count(*)::int as n from tasks.successors s
                          join tasks.tasks p on p.company_id = s.company_id and p.id = s.task_id
                         where s.company_id = ? and s.next_id = ? and p.state <> 'done') open
                 where t.company_id = ? and t.id = ? returning t.state""".formatted(AGAIN), args, args == null, found.companyId, id,
                found.companyId, id).getFirst();
        Action.record(tx, found.companyId, "retry", Action.task(id), args == null ? null : "{\"args\": " + args + "}");
        return new Steered(id, state, null);
    }

    /** The oldest dead ones that were found, at most {@value Members#MOST}. */
    public static Steered.Many many(Tx tx, Scope scope, TaskSearch search) {
        Members members = Members.lock(tx, scope, search, CAN_BE_RETRIED);
        if (!members.tasks().isEmpty()) {
            tx.write("""
                    delete from tasks.cancellations c using unnest(?::int[], ?::uuid[]) as m (company_id, id)
                     where c.company_id = m.company_id and c.task_id = m.id""", members.companies(), members.tasks());
            tx.write("""
                    update tasks.tasks t set state = case when t.due_at > now() then 'delayed' else 'ready' end, %s
                      from unnest(?::int[], ?::uuid[]) as m (company_id, id)
                     where t.company_id = m.company_id and t.id = m.id""".formatted(AGAIN), members.companies(), members.tasks());
            Action.record(tx, members.companies(), "retry", members.tasks());
        }
        return new Steered.Many(members.tasks().size(), Members.count(tx, scope, search, CAN_BE_RETRIED));
    }
}
