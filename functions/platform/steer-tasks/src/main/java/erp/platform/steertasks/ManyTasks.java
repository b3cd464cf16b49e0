package erp.platform.steertasks;

import erp.tasks.desk.Cancel;
import erp.tasks.desk.Retry;
import erp.tasks.desk.Scope;
import erp.tasks.desk.Steered;
import erp.tasks.desk.TaskSearch;
import erp.web.Function;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import jakarta.validation.constraints.Size;

/** Many tasks are steered at once: the oldest thousand that are found; the answer says how many are left. */
@Controller
@Function(name = "steer-tasks")
class ManyTasks {

    private final Work work;

    ManyTasks(Work work) {
        this.work = work;
    }

    /**
     * Dead tasks are tried again.
     *
     * @param company for operators: another company's number, or {@code all}
     */
    @Post("/api/v1/tasks/retry")
    HttpResponse<Steered.Many> retry(@Nullable @QueryValue String company, @Body ManyRequest request) {
        return work.once(request, tx -> Retry.many(tx, Scope.of(tx, company), TaskSearch.of(request.search)));
    }

    /**
     * Tasks that have not begun are cancelled, and so are all that wait for them.
     *
     * @param company for operators: another company's number, or {@code all}
     */
    @Post("/api/v1/tasks/cancel")
    HttpResponse<Steered.Many> cancel(@Nullable @QueryValue String company, @Body ManyRequest request) {
        return work.once(request, tx -> Cancel.many(tx, Scope.of(tx, company), TaskSearch.of(request.search)));
    }

    /**
     * Dead tasks are given up, and so are all that wait for them.
     *
     * @param company for operators: another company's number, or {@code all}
     */
    @Post("/api/v1/tasks/discard")
    HttpResponse<Steered.Many> discard(@Nullable @QueryValue String company, @Body ManyRequest request) {
        return work.once(request, tx -> Cancel.discardMany(tx, Scope.of(tx, company), TaskSearch.of(request.search)));
    }

    /**
     * Which.
     *
     * @param search as in the list of tasks
     */
    @Introspected
    record ManyRequest(@Size(max = 500) String search) {
    }
}
