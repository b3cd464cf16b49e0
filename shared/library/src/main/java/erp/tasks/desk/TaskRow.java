package erp.tasks.desk;

import com.fasterxml.jackson.annotation.JsonIgnore;
import erp.tasks.States;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * A task in a list.
 *
 * @param state     waiting for other tasks, delayed until its time, ready, running, done, dead, or cancelled
 * @param dueAt     not before this time
 * @param attempts  begun so far
 * @param arguments their first 200 characters, as JSON
 * @param document  what it is about, as its path below {@code /api/v1}
 * @param schedule  what wanted it; nothing when somebody did
 * @param waitsFor  how many tasks must be done before
 * @param traceId   the trace of the request that it came from
 */
@Introspected
public record TaskRow(int companyId, UUID id, String kind, String queue, String state, int priority, Instant dueAt, int attempts,
                      String arguments, @Nullable String worker, @Nullable Instant startedAt, @Nullable Instant endedAt,
                      @Nullable String document, @Nullable String schedule, @Nullable UUID groupId, int waitsFor,
                      @Nullable String errorCode, @Nullable String error, @Nullable @JsonIgnore List<String> errorArgs,
                      @Nullable String traceId, Instant recordedAt, @Nullable UUID recordedBy) {

    static final String COLUMNS = """
            t.company_id, t.id, t.kind, t.queue, %s as state, t.priority, t.due_at,
            t.attempts, left(t.args::text, 200) as arguments, coalesce(%s, t.worker) as worker, coalesce(%s, t.started_at) as started_at,
            t.ended_at, t.document, t.schedule, t.group_id, t.waits_for, t.error_code, t.error, t.error_args,
            nullif(replace(t.trace_id::text, '-', ''), repeat('0', 32)) as trace_id, t.recorded_at, t.recorded_by"""
            .formatted(States.SHOWN, States.atWork("worker"), States.atWork("started_at"));

    /** Why its last attempt did not succeed, for people who read German or English. */
    public @Nullable String reason(Locale locale) {
        return Reasons.text(errorCode, error, errorArgs, locale);
    }
}
