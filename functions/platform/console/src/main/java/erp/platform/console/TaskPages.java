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
import erp.tasks.desk.KindState;
import erp.tasks.desk.Scope;
import erp.tasks.desk.TaskDetail;
import erp.tasks.desk.TaskList;
import erp.tasks.desk.TaskRow;
import erp.tasks.desk.TaskSearch;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Tasks to be looked for, and each of them. */
@Hidden
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
@Requires(beans = Sessions.class)
class TaskPages {

    static final int PAGE = 50;

    private final Desk desk;
    private final String traceUrl;

    TaskPages(Desk desk, @Value("${erp.console.trace-url}") String traceUrl) {
        this.desk = desk;
        this.traceUrl = traceUrl;
    }

    /**
     * A page of tasks.
     *
     * @param next what the page after it is older than
     */
    record Found(String search, boolean readable, List<TaskRow> rows, @Nullable UUID before, @Nullable UUID next) {
    }

    @Get("/console/tasks")
    HttpResponse<?> list(HttpRequest<?> request, @Nullable @QueryValue String q, @Nullable @QueryValue UUID before) {
        String search = q == null ? "" : q.strip();
        boolean readable = TaskSearch.isReadable(search);
        return desk.page(request, "tasks", (tx, _) -> {
            List<TaskRow> rows = !readable ? List.of()
                    : TaskList.rows(tx, Shells.scope(request, tx), TaskSearch.of(search), before, PAGE + 1);
            boolean more = rows.size() > PAGE;
            List<TaskRow> shown = more ? rows.subList(0, PAGE) : rows;
            return Map.of("page", new Found(search, readable, shown, before, more ? shown.getLast().id() : null));
        });
    }

    @Get("/console/tasks/new")
    HttpResponse<?> create(HttpRequest<?> request, @Nullable @QueryValue String kind) {
        return desk.page(request, "new-task", (tx, _) -> Map.of("kinds", KindState.list(tx), "chosen", kind == null ? "" : kind));
    }

    @Get("/console/tasks/{id}")
    HttpResponse<?> one(HttpRequest<?> request, @PathVariable UUID id) {
        return desk.page(request, "task", (tx, shell) -> {
            Scope scope = Shells.scope(request, tx);
            TaskDetail task = TaskDetail.of(tx, scope, id);
            String trace = task.task().traceId();
            return Map.of("task", task, "timeline", Timeline.of(task, tx.now()),
                    "traceUrl", trace == null ? "" : traceUrl.replace("{trace}", trace),
                    "same", trace == null ? List.of() : TaskList.rows(tx, scope, TaskSearch.of("trace:" + trace), null, 20));
        });
    }
}
