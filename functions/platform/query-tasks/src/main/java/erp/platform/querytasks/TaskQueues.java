package erp.platform.querytasks;

import erp.tasks.desk.KindState;
import erp.tasks.desk.QueueState;
import erp.tasks.desk.Scope;
import erp.tasks.desk.WorkerState;
import erp.web.Function;
import erp.work.Work;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import java.util.List;

/** Where tasks wait, and what runs them: the same for all companies, but each sees the numbers of its own tasks. */
@Controller
@Function(name = "query-tasks")
class TaskQueues {

    private final Work work;

    TaskQueues(Work work) {
        this.work = work;
    }

    /**
     * The queues with what is in them.
     *
     * @param company whose tasks are counted; for operators: another company's number, or {@code all}
     */
    @Get("/api/v1/task-queues")
    List<QueueState> queues(@Nullable @QueryValue String company) {
        return work.read(tx -> QueueState.list(tx, Scope.of(tx, company)));
    }

    /** The processes that run tasks, also those that have not been heard of lately. */
    @Get("/api/v1/task-workers")
    List<WorkerState> workers() {
        return work.read(WorkerState::list);
    }

    /** The kinds of tasks, with what they take and their limits. */
    @Get("/api/v1/task-kinds")
    List<KindState> kinds() {
        return work.read(KindState::list);
    }
}
