package erp.tasks;

import erp.tasks.Execution.Outcome;
import erp.work.Call;
import erp.work.Code;
import erp.work.Refusal;
import erp.work.Texts;
import erp.work.Tx;
import erp.work.Work;
import erp.work.WorkCode;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attempts that did not succeed: each is kept with its reason. What the business refuses goes to the dead letters at once, because trying
 * again would be refused again; the rest is tried again after a pause, as often as its kind allows.
 */
@Singleton
final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final int TEXT_CHARACTERS = 2_000;
    private static final int TRACE_CHARACTERS = 8_000;
    /** Refusals that pass: nothing is wrong with the task. */
    private static final Set<WorkCode> PASSING =
            Set.of(WorkCode.TRY_AGAIN, WorkCode.UNAVAILABLE, WorkCode.RATE_LIMITED, WorkCode.IN_FLIGHT);

    private final Work work;
    private final TaskMetrics metrics;

    Failures(Work work, TaskMetrics metrics) {
        this.work = work;
        this.metrics = metrics;
    }

    /** A task before its attempt is counted; {@code unwanted} when somebody has cancelled it meanwhile. */
    private record Before(int attempts, boolean unwanted) {
    }

    /**
     * Why an attempt has not succeeded; PostgreSQL keeps no zero characters, and a server's reply may have some.
     *
     * @param text in English, for whoever searches and for programs
     * @param args what stands in the places of the code's text, in any language
     */
    private record Reason(Outcome outcome, String code, @Nullable String text, List<String> args, @Nullable String trace) {

        Reason {
            text = kept(text, TEXT_CHARACTERS);
            args = args.stream().map(arg -> kept(arg, TEXT_CHARACTERS)).toList();
            trace = kept(trace, TRACE_CHARACTERS);
        }

        static Reason of(Outcome outcome, Code code, @Nullable String trace, Object... args) {
            return new Reason(outcome, code.code(), Texts.detail(code.code(), Locale.ENGLISH, args),
                    Stream.of(args).map(String::valueOf).toList(), trace);
        }

        private static @Nullable String kept(@Nullable String text, int most) {
            return text == null ? null : text.substring(0, Math.min(most, text.length())).replace("\0", "");
        }
    }

    /** An attempt ended with an exception. */
    Outcome ended(Call call, Delivery delivery, Kind kind, Execution.Attempt attempt, boolean timedOut, Throwable fault) {
        Reason reason = reason(fault, timedOut, attempt.cancelled());
        if (reason.trace != null) {
            LOG.atWarn().addKeyValue("event.action", kind.name()).addKeyValue("trace.id", call.traceId())
                    .addKeyValue("organization.id", delivery.company()).setCause(fault).log("task {} has failed", delivery.id());
        }
        return write(call, delivery, kind, attempt.fence(), attempt.worker(), reason);
    }

    /** The worker that had a task inside a transaction has died; it counts as an attempt, so that what kills workers comes to an end. */
    void lost(Call call, Delivery delivery, Kind kind) {
        write(call, delivery, kind, -1, null, Reason.of(Outcome.LOST, TasksCode.WORKER_LOST, null));
    }

    /** The worker ends before the attempt has: it has not taken place. */
    void undone(Call call, Delivery delivery, int fence) {
        work.task(call, tx -> {
            tx.write("""
                    update tasks.tasks set state = 'ready', lease_until = null
                     where company_id = ? and id = ? and state = 'running' and fence = ?""",
                    tx.company(), delivery.id(), fence);
            return null;
        });
    }

    private Outcome write(Call call, Delivery delivery, Kind kind, int fence, @Nullable String worker, Reason reason) {
        return work.task(call, tx -> {
            Optional<Before> before = tx.find(Before.class, """
                    select attempts, exists (select from tasks.cancellations c
                                              where c.company_id = t.company_id and c.task_id = t.id) as unwanted
                      from tasks.tasks t
                     where company_id = ? and id = ?
                       and case when ? then state = 'ready' or state = 'running' and lease_until < clock_timestamp()
                                else state = 'running' and fence = ? end
                       for no key update skip locked""", tx.company(), delivery.id(), fence < 0, fence);
            if (before.isEmpty()) {
                return Outcome.GONE;
            }
            int attempts = before.get().attempts + 1;
            tx.write("""
                    insert into tasks.attempts (company_id, task_id, attempt, outcome, worker, started_at, error_code, error, error_args,
                                                trace)
                    select company_id, id, ?, ?, ?, case when state = 'running' then started_at end, ?, ?, ?, ?
                      from tasks.tasks where company_id = ? and id = ?""",
                    attempts, reason.outcome.name().toLowerCase(Locale.ROOT), worker, reason.code, reason.text, reason.args, reason.trace,
                    tx.company(), delivery.id());
            if (reason.outcome == Outcome.LOST) {
                tx.afterCommit(() -> metrics.lost(kind.name()));
            }
            if (before.get().unwanted || reason.outcome == Outcome.CANCELLED) {
                // Also where it failed before it could look: what somebody has cancelled is not tried again.
                end(tx, delivery, "cancelled", attempts, reason);
                tx.write("select tasks.abandon(?, ?)", tx.company(), delivery.id());
                return Outcome.CANCELLED;
            }
            if (reason.outcome == Outcome.REFUSED || attempts >= kind.attempts()) {
                end(tx, delivery, "dead", attempts, reason);
                tx.afterCommit(() -> metrics.died(kind.name()));
            } else {
                // One that was lost with its worker has waited long enough.
                Duration pause = reason.outcome == Outcome.LOST ? Duration.ZERO : kind.pauseAfter(attempts);
                again(tx, delivery, attempts, pause, reason);
            }
            return reason.outcome;
        });
    }

    private static void end(Tx tx, Delivery delivery, String state, int attempts, Reason reason) {
        tx.write("""
                update tasks.tasks set state = ?, attempts = ?, ended_at = clock_timestamp(), lease_until = null, error_code = ?, error = ?,
                       error_args = ?
                 where company_id = ? and id = ?""", state, attempts, reason.code, reason.text, reason.args, tx.company(), delivery.id());
    }

    private static void again(Tx tx, Delivery delivery, int attempts, Duration pause, Reason reason) {
        tx.write("""
                update tasks.tasks set state = case when ? then 'ready' else 'delayed' end, attempts = ?, lease_until = null,
                       due_at = case when ? then due_at else clock_timestamp() + make_interval(secs => ?) end,
                       error_code = ?, error = ?, error_args = ?
                 where company_id = ? and id = ?""", pause.isZero(), attempts, pause.isZero(), pause.toMillis() / 1000.0, reason.code,
                reason.text, reason.args, tx.company(), delivery.id());
    }

    private static Reason reason(Throwable fault, boolean timedOut, boolean cancelled) {
        if (fault instanceof Run.Cancelled && cancelled) {
            return Reason.of(Outcome.CANCELLED, TasksCode.CANCELLED, null);
        }
        if (timedOut) {
            return Reason.of(Outcome.TIMED_OUT, TasksCode.TIME_LIMIT, trace(fault));
        }
        if (fault instanceof Refusal refusal) {
            boolean passes = refusal.code() instanceof WorkCode code && PASSING.contains(code);
            return Reason.of(passes ? Outcome.FAILED : Outcome.REFUSED, refusal.code(), passes ? trace(fault) : null, refusal.args());
        }
        return new Reason(Outcome.FAILED, fault.getClass().getSimpleName(), fault.getMessage(), List.of(), trace(fault));
    }

    private static String trace(Throwable fault) {
        StringWriter text = new StringWriter();
        fault.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
