package erp.platform.steertasks;

import erp.tasks.desk.Arguments;
import erp.tasks.desk.Cancel;
import erp.tasks.desk.NewTask;
import erp.tasks.desk.Retry;
import erp.tasks.desk.Scope;
import erp.tasks.desk.Steered;
import erp.web.Function;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;

/** Single tasks are steered by whoever may steer those of the company, and by operators those of any; all of it is written down. */
@Controller
@Function(name = "steer-tasks")
class Tasks {

    private final Work work;

    Tasks(Work work) {
        this.work = work;
    }

    /**
     * A task is wanted by hand, at once or later. It is done whether or not an equal one is wanted already.
     *
     * <p>Refused: 422 {@code unknown_kind}, {@code unknown_argument}.
     */
    @Post("/api/v1/tasks")
    @Status(HttpStatus.CREATED)
    HttpResponse<Steered> create(@Body NewRequest request) {
        return work.once(request, tx -> NewTask.create(tx, request.kind, request.args.text(), request.at, request.priority));
    }

    /**
     * A task that is dead or cancelled is tried again from the first attempt on, with other arguments if there are any.
     *
     * <p>Refused: 404; 409 {@code task_state}, {@code equal_task_is_open}; 422 {@code unknown_kind}, {@code unknown_argument}.
     *
     * @param company for operators: another company's number, or {@code all}
     */
    @Post("/api/v1/tasks/{id}/retry")
    HttpResponse<Steered> retry(@PathVariable UUID id, @Nullable @QueryValue String company, @Body RetryRequest request) {
        return work.once(request, tx -> Retry.one(tx, Scope.of(tx, company), id, request.args == null ? null : request.args.text()));
    }

    /**
     * A task that has not ended is not wanted any more. One that has not begun is cancelled, and so are all that wait for it; one that
     * runs is asked to stop.
     *
     * <p>Refused: 404; 409 {@code task_state}.
     *
     * @param company for operators: another company's number, or {@code all}
     */
    @Post("/api/v1/tasks/{id}/cancel")
    HttpResponse<Steered> cancel(@PathVariable UUID id, @Nullable @QueryValue String company) {
        return work.once(tx -> Cancel.one(tx, Scope.of(tx, company), id));
    }

    /**
     * A dead task is given up, and so are all that wait for it.
     *
     * <p>Refused: 404; 409 {@code task_state}.
     *
     * @param company for operators: another company's number, or {@code all}
     */
    @Post("/api/v1/tasks/{id}/discard")
    HttpResponse<Steered> discard(@PathVariable UUID id, @Nullable @QueryValue String company) {
        return work.once(tx -> Cancel.discard(tx, Scope.of(tx, company), id));
    }

    /**
     * The task.
     *
     * @param kind     as {@code GET /api/v1/task-kinds} lists them
     * @param args     its arguments
     * @param at       not before this time
     * @param priority 0 to 9; a higher one comes first
     */
    @Introspected
    record NewRequest(@Size(max = 40) String kind, Arguments args, @Nullable Instant at,
                      @Nullable @Min(0) @Max(9) Integer priority) {
    }

    /**
     * How.
     *
     * @param args other arguments than before
     */
    @Introspected
    record RetryRequest(@Nullable Arguments args) {
    }
}
