package erp.tasks.desk;

import com.fasterxml.jackson.annotation.JsonRawValue;
import erp.work.Ids;
import erp.work.Tx;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * What somebody did to a task, a queue or a schedule; written with the deed, and never changed.
 *
 * @param action what was done: create, retry, cancel, discard, pause, resume, limit, change, run
 * @param target {@code tasks/<id>}, {@code task-queues/<name>}, {@code task-schedules/<id>}
 * @param detail what was changed
 * @param actor  the login of who did it; nothing when the user is gone
 */
@Introspected
public record Action(int companyId, UUID id, String action, String target, @Nullable @JsonRawValue @Schema(type = "object") String detail,
                     Instant recordedAt, UUID recordedBy, @Nullable String actor) {

    private static final String SELECT = """
            select a.company_id, a.id, a.action, a.target, a.detail, a.recorded_at, a.recorded_by, u.login as actor
              from tasks.actions a left join platform.users u on u.id = a.recorded_by""";

    static String task(UUID id) {
        return "tasks/" + id;
    }

    /** What was done to something, the latest first. */
    static List<Action> about(Tx tx, int company, String target) {
        return tx.list(Action.class, SELECT + " where a.company_id = ? and a.target = ? order by a.id desc limit 200", company, target);
    }

    /** All that was done, the latest first; older than one that is known. */
    public static List<Action> list(Tx tx, Scope scope, @Nullable UUID olderThan, int limit) {
        String sql = SELECT + " where a.company_id " + scope.is() + " and a.id < ? order by a.id desc limit " + limit;
        return tx.list(Action.class, sql, scope.company(), olderThan == null ? new UUID(-1, -1) : olderThan);
    }

    /** Writes down what is being done; the detail is JSON. */
    static void record(Tx tx, int company, String action, String target, @Nullable String detail) {
        tx.write("insert into tasks.actions (company_id, id, action, target, detail) values (?, ?, ?, ?, ?::jsonb)", company, Ids.next(),
                action, target, detail);
    }

    /** The same for several tasks, whose companies stand in the same order. */
    static void record(Tx tx, Collection<Integer> companies, String action, Collection<UUID> tasks) {
        tx.write("""
                insert into tasks.actions (company_id, id, action, target)
                select t.company_id, uuidv7(), ?, 'tasks/' || t.id from unnest(?::int[], ?::uuid[]) as t (company_id, id)""", action,
                companies, tasks);
    }
}
