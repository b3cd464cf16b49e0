package erp.tasks;

import erp.work.Call;
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
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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

    Failures(Work work) {
        this.work = work;
    }

    /** A task before its attempt is counted; {@code unwanted} when somebody has cancelled it meanwhile. */
    private record Before(int attempts, boolean unwanted) {
    }

    /** Why an attempt has not succeeded; PostgreSQL keeps no zero characters, and a server's reply may have some. */
    private record Reason(String outcome, String code, @Nullable String text, @Nullable String trace) {

        Reason {
            text = kept(text, TEXT_CHARACTERS);
            trace = kept(trace, TRACE_CHARACTERS);
        }

        private static @Nullable String kept(@Nullable String text, int most) {
            return text == null ? null : text.substring(0, Math.min(most, text.length())).replace("\0", "");
        }
    }

    /** An attempt ended with an exception. */
    Execution.Outcome ended(Call call, Delivery delivery, Kind kind, Execution.Attempt attempt, boolean timedOut, Throwable fault) {
        Reason reason = reason(fault, timedOut, attempt.cancelled());
        if (reason.trace != null) {
            LOG.atWarn().addKeyValue("event.action", kind.name()).addKeyValue("trace.id", call.traceId())
                    .addKeyValue("organization.id", delivery.company()).setCause(fault).log("task {} has failed", delivery.id());
        }
        return write(call, delivery, kind, attempt.fence(), attempt.worker(), reason);
    }

    /** The worker that had a task inside a transaction has died; it counts as an attempt, so that what kills workers comes to an end. */
    Execution.Outcome lost(Call call, Delivery delivery, Kind kind) {
        return write(call, delivery, kind, -1, null, new Reason("lost", "worker_lost", "The worker has died.", null));
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

    private Execution.Outcome write(Call call, Delivery delivery, Kind kind, int fence, @Nullable String worker, Reason reason) {
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
                return Execution.Outcome.GONE;
            }
            int attempts = before.get().attempts + 1;
            tx.write("""
                    insert into tasks.attempts (company_id, task_id, attempt, outcome, worker, started_at, error_code, error, trace)
                    select company_id, id, ?, ?, ?, case when state = 'running' then started_at end, ?, ?, ?
                      from tasks.tasks where company_id = ? and id = ?""",
                    attempts, reason.outcome, worker, reason.code, reason.text, reason.trace, tx.company(), delivery.id());
            if (before.get().unwanted || reason.outcome.equals("cancelled")) {
                // Also where it failed before it could look: what somebody has cancelled is not tried again.
                end(tx, delivery, "cancelled", attempts, reason);
                tx.write("select tasks.abandon(?, ?)", tx.company(), delivery.id());
                return Execution.Outcome.CANCELLED;
            } else if (reason.outcome.equals("refused") || attempts >= kind.attempts()) {
                end(tx, delivery, "dead", attempts, reason);
            } else {
                again(tx, delivery, attempts, kind.pauseAfter(attempts), reason);
            }
            return Execution.Outcome.valueOf(reason.outcome.equals("lost") ? "FAILED" : reason.outcome.toUpperCase(Locale.ROOT));
        });
    }

    private static void end(Tx tx, Delivery delivery, String state, int attempts, Reason reason) {
        tx.write("""
                update tasks.tasks set state = ?, attempts = ?, ended_at = clock_timestamp(), lease_until = null, error_code = ?, error = ?
                 where company_id = ? and id = ?""", state, attempts, reason.code, reason.text, tx.company(), delivery.id());
    }

    private static void again(Tx tx, Delivery delivery, int attempts, Duration pause, Reason reason) {
        // One that was lost with its worker has waited long enough.
        boolean now = reason.outcome.equals("lost");
        tx.write("""
                update tasks.tasks set state = case when ? then 'ready' else 'delayed' end, attempts = ?, lease_until = null,
                       due_at = case when ? then due_at else clock_timestamp() + make_interval(secs => ?) end,
                       error_code = ?, error = ?
                 where company_id = ? and id = ?""",
                now, attempts, now, pause.toMillis() / 1000.0, reason.code, reason.text, tx.company(), delivery.id());
    }

    private static Reason reason(Throwable fault, boolean timedOut, boolean cancelled) {
        if (fault instanceof Run.Cancelled && cancelled) {
            return new Reason("cancelled", "cancelled", "Cancelled while it ran.", null);
        }
        if (timedOut) {
            return new Reason("timed_out", "time_limit", "It took longer than its time limit.", trace(fault));
        }
        if (fault instanceof Refusal refusal && !(refusal.code() instanceof WorkCode code && PASSING.contains(code))) {
            return new Reason("refused", refusal.code().code(), Texts.detail(refusal.code().code(), Locale.ENGLISH, refusal.args()), null);
        }
        return new Reason("failed", fault instanceof Refusal refusal ? refusal.code().code() : fault.getClass().getSimpleName(),
                fault.getMessage(), trace(fault));
    }

    private static String trace(Throwable fault) {
        StringWriter text = new StringWriter();
        fault.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
