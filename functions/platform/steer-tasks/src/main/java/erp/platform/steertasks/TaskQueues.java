package erp.platform.steertasks;

import erp.tasks.desk.QueueSteering;
import erp.web.Function;
import erp.web.MergePatch;
import erp.work.Validity;
import erp.work.Work;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.openapi.annotation.OpenAPIExtraSchema;

/** Queues are the same for all companies, so operators alone steer them. */
@Controller
@OpenAPIExtraSchema(QueueSteering.Limits.class)
@Function(name = "steer-tasks")
class TaskQueues {

    private final Work work;
    private final Validity validity;

    TaskQueues(Work work, Validity validity) {
        this.work = work;
        this.validity = validity;
    }

    /**
     * A queue's tasks are held back; those that run are not affected.
     *
     * <p>Refused: 403 {@code operators_only}; 404; 412 {@code version_stale}.
     */
    @Post("/api/v1/task-queues/{id}/pause")
    HttpResponse<QueueSteering.Queue> pause(@PathVariable String id) {
        return work.once(tx -> QueueSteering.pause(tx, id, true));
    }

    /**
     * A queue that was paused goes on.
     *
     * <p>Refused: 403 {@code operators_only}; 404; 412 {@code version_stale}.
     */
    @Post("/api/v1/task-queues/{id}/resume")
    HttpResponse<QueueSteering.Queue> resume(@PathVariable String id) {
        return work.once(tx -> QueueSteering.pause(tx, id, false));
    }

    /**
     * A queue gets other limits over all workers than its kinds declare.
     *
     * <p>Refused: 428 and 412 without the version that is changed; 403 {@code operators_only}; 404.
     */
    @Patch("/api/v1/task-queues/{id}")
    HttpResponse<QueueSteering.Queue> limit(@PathVariable String id, @Body MergePatch<QueueSteering.Limits> request) {
        return work.once(request, tx -> {
            tx.call().requireIfMatch();
            QueueSteering.Queue now = QueueSteering.lock(tx, id);
            return QueueSteering.limit(tx, now, validity.check(request.applyTo(now)));
        });
    }
}
