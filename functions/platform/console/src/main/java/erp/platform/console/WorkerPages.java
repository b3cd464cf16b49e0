package erp.platform.console;

import erp.platform.Sessions;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Hidden;
import erp.tasks.desk.QueueState;
import erp.tasks.desk.TaskList;
import erp.tasks.desk.TaskSearch;
import erp.tasks.desk.WorkerState;
import io.micronaut.http.annotation.PathVariable;
import java.util.List;
import java.util.Map;

/** The processes that run tasks. */
@Hidden
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
@Requires(beans = Sessions.class)
class WorkerPages {

    private static final int LATEST = 25;

    private final Desk desk;

    WorkerPages(Desk desk) {
        this.desk = desk;
    }

    @Get("/console/workers")
    HttpResponse<?> list(HttpRequest<?> request) {
        return desk.page(request, "workers", (tx, _) -> Map.of("workers", WorkerState.list(tx)));
    }

    @Get("/console/workers/{id}")
    HttpResponse<?> one(HttpRequest<?> request, @PathVariable String id) {
        return desk.page(request, "worker", (tx, _) -> {
            WorkerState worker = WorkerState.of(tx, id);
            TaskSearch running = TaskSearch.of("state:running worker:\"" + id.replace("\"", "") + "\"");
            List<QueueState> queues = QueueState.list(tx, Shells.scope(request, tx)).stream()
                    .filter(queue -> worker.queues().contains(queue.queue())).toList();
            return Map.of("worker", worker, "queues", queues, "running",
                    TaskList.rows(tx, Shells.scope(request, tx), running, null, LATEST));
        });
    }
}
