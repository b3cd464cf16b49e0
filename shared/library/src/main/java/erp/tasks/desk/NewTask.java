package erp.tasks.desk;

import erp.tasks.TasksCode;
import erp.work.Ids;
import erp.work.Refusal;
import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A task that somebody wants by hand. It is done whether or not an equal one is wanted already.
 */
public final class NewTask {

    private NewTask() {
    }

    /**
     * A task of the transaction's company.
     *
     * @param args     its arguments, as a JSON object
     * @param at       not before this time; at once when absent
     * @param priority 0 to 9; the kind's when absent
     * @throws Refusal 422 {@code unknown_kind}, {@code unknown_argument}
     */
    public static Steered create(Tx tx, String kind, String args, @Nullable Instant at, @Nullable Integer priority) {
        refuseUnknown(tx, kind, args);
        Steered created = insert(tx, tx.company(), kind, args, at, priority, null);
        Action.record(tx, tx.company(), "create", Action.task(created.id()), null);
        return created;
    }

    static Steered insert(Tx tx, int company, String kind, String args, @Nullable Instant at, @Nullable Integer priority,
            @Nullable String schedule) {
        UUID id = Ids.next();
        List<String> state = tx.list(String.class, """
                insert into tasks.tasks (company_id, id, kind, queue, state, priority, due_at, rank, args, schedule, unique_key)
                select ?, ?, k.kind, k.queue, case when w.due_at > now() then 'delayed' else 'ready' end, w.priority, w.due_at,
                       tasks.rank(w.due_at, w.priority), ?::jsonb, ?::text, 'schedule ' || ?::text
                  from tasks.kinds k, lateral (select coalesce(?::timestamptz, now()), coalesce(?::int, k.priority)) w (due_at, priority)
                 where k.kind = ? returning state""", company, id, args, schedule, schedule, at, priority, kind);
        return new Steered(id, state.stream().findFirst().orElseThrow(() -> new Refusal(TasksCode.UNKNOWN_KIND, kind)), null);
    }

    /** Refuses arguments that the kind does not take. Their types are known to its worker alone. */
    static void refuseUnknown(Tx tx, String kind, String args) {
        List<String> unknown = tx.list(String.class, """
                select coalesce((select min(a.name) from jsonb_object_keys(?::jsonb) as a (name) where a.name <> all (k.args)), '')
                  from tasks.kinds k where k.kind = ?""", args, kind);
        if (unknown.isEmpty()) {
            throw new Refusal(TasksCode.UNKNOWN_KIND, kind);
        }
        if (!unknown.getFirst().isEmpty()) {
            throw new Refusal(TasksCode.UNKNOWN_ARGUMENT, unknown.getFirst(), kind);
        }
    }
}
