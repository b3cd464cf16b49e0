package erp.tasks.desk;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonRawValue;
import erp.tasks.States;
import erp.work.Tx;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * All about one task.
 *
 * @param args       its arguments
 * @param result     what it returned
 * @param cancelling whether somebody has cancelled it while it runs
 * @param maxAttempts how often it is tried in all
 * @param attempted  the attempts that did not succeed, the first one first
 * @param before     the tasks that it waits for
 * @param after      the tasks that wait for it
 * @param actions    what people did to it
 */
@Introspected
public record TaskDetail(TaskRow task, @JsonRawValue @Schema(type = "object") String args,
                         @Nullable @JsonRawValue @Schema(type = "object") String result, boolean cancelling, @Nullable Integer maxAttempts,
                         List<Attempt> attempted, List<Neighbour> before, List<Neighbour> after, List<Action> actions) {

    /** An attempt that failed. */
    @Introspected
    public record Attempt(int attempt, String outcome, @Nullable String worker, @Nullable Instant startedAt, Instant endedAt,
                          @Nullable String errorCode, @Nullable String error, @Nullable @JsonIgnore List<String> errorArgs,
                          @Nullable String trace) {

        /** Why it failed, for people who read German or English. */
        public @Nullable String reason(Locale locale) {
            return Reasons.text(errorCode, error, errorArgs, locale);
        }
    }

    /** A task before or after it. */
    @Introspected
    public record Neighbour(UUID id, String kind, String state) {
    }

    private record Rest(String args, @Nullable String result, boolean cancelling, @Nullable Integer maxAttempts) {
    }

    /** Loads it. */
    public static TaskDetail of(Tx tx, Scope scope, UUID id) {
        TaskRow row = tx.get(TaskRow.class, "select " + TaskRow.COLUMNS + " from tasks.tasks t where t.company_id " + scope.is()
                + " and t.id = ?", scope.company(), id);
        int company = row.companyId();
        Tx.Later<List<Rest>> rest = tx.later(Rest.class, """
                select t.args, t.result, exists (select from tasks.cancellations c where c.company_id = t.company_id and c.task_id = t.id)
                       and t.state in ('ready', 'running') as cancelling, k.attempts::int as max_attempts
                  from tasks.tasks t left join tasks.kinds k on k.kind = t.kind where t.company_id = ? and t.id = ?""", company, id);
        Tx.Later<List<Attempt>> attempts = tx.later(Attempt.class, """
                select attempt, outcome, worker, started_at, ended_at, error_code, error, error_args, trace from tasks.attempts
                 where company_id = ? and task_id = ? order by ended_at limit 200""", company, id);
        Tx.Later<List<Neighbour>> before = tx.later(Neighbour.class, """
                select t.id, t.kind, %s as state
                  from tasks.successors s join tasks.tasks t on t.company_id = s.company_id and t.id = s.task_id
                 where s.company_id = ? and s.next_id = ? order by t.id limit 200""".formatted(States.SHOWN), company, id);
        Tx.Later<List<Neighbour>> after = tx.later(Neighbour.class, """
                select t.id, t.kind, %s as state
                  from tasks.successors s join tasks.tasks t on t.company_id = s.company_id and t.id = s.next_id
                 where s.company_id = ? and s.task_id = ? order by t.id limit 200""".formatted(States.SHOWN), company, id);
        List<Action> actions = Action.about(tx, company, Action.task(id));
        Rest found = rest.get().getFirst();
        return new TaskDetail(row, found.args, found.result, found.cancelling, found.maxAttempts, attempts.get(), before.get(), after.get(),
                actions);
    }
}
