package erp.platform.querytasks;

import erp.tasks.desk.Scope;
import erp.tasks.desk.TaskDetail;
import erp.tasks.desk.TaskList;
import erp.tasks.desk.TaskRow;
import erp.tasks.desk.TaskSearch;
import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Page;
import erp.work.Work;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.RequestBean;
import java.util.UUID;

/** Background tasks: of the caller's company, and for operators of any. */
@Controller
@Function(name = "query-tasks")
class Tasks {

    private final Work work;

    Tasks(Work work) {
        this.work = work;
    }

    /**
     * The tasks, the newest first unless sorted otherwise.
     *
     * @param search  words in them, and fields like {@code state:dead -kind:deliver-mail}, with AND, OR, NOT and parentheses
     * @param company for operators: another company's number, or {@code all}
     */
    @Get("/api/v1/tasks")
    Page<TaskRow> list(@RequestBean ListQuery query, @Nullable @QueryValue String search, @Nullable @QueryValue String company) {
        return work.read(tx -> TaskList.page(tx, Scope.of(tx, company), TaskSearch.of(search), query));
    }

    /**
     * One task with its attempts, the tasks before and after it, and what people did to it.
     *
     * @param company for operators: another company's number, or {@code all}
     */
    @Get("/api/v1/tasks/{id}")
    TaskDetail get(@PathVariable UUID id, @Nullable @QueryValue String company) {
        return work.read(tx -> TaskDetail.of(tx, Scope.of(tx, company), id));
    }
}
