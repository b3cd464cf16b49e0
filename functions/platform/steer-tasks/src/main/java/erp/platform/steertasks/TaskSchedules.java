package erp.platform.steertasks;

import erp.tasks.desk.ScheduleState;
import erp.tasks.desk.ScheduleSteering;
import erp.tasks.desk.Scope;
import erp.tasks.desk.Steered;
import erp.web.Function;
import erp.web.MergePatch;
import erp.work.Validity;
import erp.work.Work;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.openapi.annotation.OpenAPIExtraSchema;

/** What runs by itself for a company is steered by whoever may steer its tasks, and by operators for any company. */
@Controller
@OpenAPIExtraSchema(ScheduleSteering.Plan.class)
@Function(name = "steer-tasks")
class TaskSchedules {

    private final Work work;
    private final Validity validity;

    TaskSchedules(Work work, Validity validity) {
        this.work = work;
        this.validity = validity;
    }

    /**
     * A schedule gets other times, or does not run by itself any more.
     *
     * <p>Refused: 428 and 412 without the version that is changed; 404; 422 {@code cron_format}.
     *
     * @param company for operators: another company's number
     */
    @Patch("/api/v1/task-schedules/{id}")
    HttpResponse<ScheduleState> change(@PathVariable String id, @Nullable @QueryValue String company,
            @Body MergePatch<ScheduleSteering.Plan> request) {
        return work.once(request, tx -> {
            tx.call().requireIfMatch();
            ScheduleState now = ScheduleSteering.lock(tx, Scope.one(tx, company), id);
            return ScheduleSteering.change(tx, now, validity.check(request.applyTo(now)));
        });
    }

    /**
     * It runs now, besides its times.
     *
     * <p>Refused: 404; 412 {@code version_stale}; 409 {@code equal_task_is_open}; 422 {@code unknown_kind}.
     *
     * @param company for operators: another company's number
     */
    @Post("/api/v1/task-schedules/{id}/run")
    HttpResponse<Steered> run(@PathVariable String id, @Nullable @QueryValue String company) {
        return work.once(tx -> ScheduleSteering.run(tx, Scope.one(tx, company), id));
    }
}
