package erp.tasks.desk;

import erp.tasks.States;
import erp.tasks.TasksCode;
import erp.work.Refusal;
import erp.work.Tx;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Tasks that are not wanted any more. One that has not begun is cancelled at once, and all that wait for it; one that runs is asked to
 * stop. One that is dead is discarded: it is cancelled too, and will not be tried again by a retry of all.
 */
public final class Cancel {

    private static final Set<String> OPEN = Set.of("waiting", "delayed", "ready");
    private static final String IS_OPEN = "(t.state in ('waiting', 'delayed') or " + States.is("ready") + ")";
    private static final String IS_NOT_ASKED = States.is("running")
            + " and not exists (select from tasks.cancellations c where c.company_id = t.company_id and c.task_id = t.id)";
    private static final String IS_DEAD = "t.state = 'dead'";

    private record Found(int companyId, String state) {
    }

    private Cancel() {
    }

    /**
     * One task that has not ended.
     *
     * @throws Refusal 404; 409 {@code task_state}
     */
    public static Steered one(Tx tx, Scope scope, UUID id) {
        String select = "select t.company_id, t.state from tasks.tasks t where t.company_id " + scope.is() + " and t.id = ?";
        // A task in a transaction is locked while it runs, and nobody is to wait for its end.
        Optional<Found> still = tx.find(Found.class, select + " for no key update skip locked", scope.company(), id);
        Found found = still.orElseGet(() -> tx.get(Found.class, select, scope.company(), id));
        if (still.isEmpty() || found.state.equals("running")) {
            tx.write("insert into tasks.cancellations (company_id, task_id) values (?, ?) on conflict do nothing", found.companyId, id);
            Action.record(tx, found.companyId, "cancel", Action.task(id), null);
            return new Steered(id, found.state, true);
        }
        return end(tx, found, id, "cancel", OPEN.contains(found.state));
    }

    /**
     * One task that is dead.
     *
     * @throws Refusal 404; 409 {@code task_state}
     */
    public static Steered discard(Tx tx, Scope scope, UUID id) {
        Found found = tx.get(Found.class, "select t.company_id, t.state from tasks.tasks t where t.company_id " + scope.is()
                + " and t.id = ? for no key update", scope.company(), id);
        return end(tx, found, id, "discard", found.state.equals("dead"));
    }

    private static Steered end(Tx tx, Found found, UUID id, String action, boolean possible) {
        if (!possible) {
            throw new Refusal(TasksCode.TASK_STATE, found.state);
        }
        Members.of(found.companyId, id).cancel(tx, action);
        return new Steered(id, "cancelled", null);
    }

    /** The oldest ones that were found and have not ended, at most {@value Members#MOST}; those that run are asked to stop. */
    public static Steered.Many many(Tx tx, Scope scope, TaskSearch search) {
        Members running = Members.find(tx, scope, search, IS_NOT_ASKED);
        running.ask(tx);
        Steered.Many open = many(tx, scope, search, IS_OPEN, "cancel");
        return new Steered.Many(open.changed() + running.tasks().size(), open.left());
    }

    /** The oldest dead ones that were found, at most {@value Members#MOST}. */
    public static Steered.Many discardMany(Tx tx, Scope scope, TaskSearch search) {
        return many(tx, scope, search, IS_DEAD, "discard");
    }

    private static Steered.Many many(Tx tx, Scope scope, TaskSearch search, String condition, String action) {
        Members members = Members.lock(tx, scope, search, condition);
        members.cancel(tx, action);
        return new Steered.Many(members.tasks().size(), Members.count(tx, scope, search, condition));
    }
}
