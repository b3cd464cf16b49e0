package erp.tasks.desk;

import erp.tasks.Cron;
import erp.tasks.TasksCode;
import erp.work.Refusal;
import erp.work.Tx;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.ZoneId;

/** When something runs by itself for a company, and whether it does. */
public final class ScheduleSteering {

    /**
     * What may change.
     *
     * @param cron   minute, hour, day of month, month and day of week, in the company's time zone
     * @param active whether it runs by itself
     */
    @Introspected
    public record Plan(@Size(max = 100) String cron, boolean active) {
    }

    private ScheduleSteering() {
    }

    /**
     * Locks a schedule to be changed.
     *
     * @throws Refusal 404; 412
     */
    public static ScheduleState lock(Tx tx, Scope scope, String id) {
        ScheduleState found = ScheduleState.lock(tx, scope, id);
        found.refuseStale(tx.call());
        return found;
    }

    /**
     * Changes it; its next time counts from now.
     *
     * @throws Refusal 422 {@code cron_format}
     */
    public static ScheduleState change(Tx tx, ScheduleState now, Plan plan) {
        if (!Cron.isValid(plan.cron)) {
            throw new Refusal(TasksCode.CRON_FORMAT, plan.cron);
        }
        Instant next = plan.active ? Cron.next(plan.cron, tx.now(), ZoneId.of(now.timeZone())).orElse(null) : null;
        tx.write("""
                update tasks.schedules set cron = ?, active = ?, next_at = ?, version = version + 1, recorded_at = now(),
                       recorded_by = platform.actor() where company_id = ? and id = ?""", plan.cron, plan.active, next, now.companyId(),
                now.id());
        // A cron expression has neither quotes nor backslashes.
        Action.record(tx, now.companyId(), "change", "task-schedules/" + now.id(),
                "{\"cron\": \"%s\", \"active\": %b}".formatted(plan.cron, plan.active));
        return new ScheduleState(now.companyId(), now.id(), now.kind(), now.args(), plan.cron, plan.active, next, now.lastAt(),
                now.lastTaskId(), now.timeZone(), now.version() + 1);
    }

    /**
     * Runs it now, besides its times.
     *
     * @throws Refusal 404; 412; 409 {@code equal_task_is_open} while its last task is; 422 {@code unknown_kind}
     */
    public static Steered run(Tx tx, Scope scope, String id) {
        ScheduleState found = lock(tx, scope, id);
        Steered task = NewTask.insert(tx, found.companyId(), found.kind(), found.args(), null, null, found.id());
        tx.write("update tasks.schedules set last_at = now(), last_task_id = ? where company_id = ? and id = ?", task.id(),
                found.companyId(), found.id());
        Action.record(tx, found.companyId(), "run", "task-schedules/" + found.id(), "{\"task\": \"%s\"}".formatted(task.id()));
        return task;
    }
}
