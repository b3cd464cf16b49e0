package erp.platform.querytasks;

import erp.tasks.desk.ScheduleState;
import erp.tasks.desk.Scope;
import erp.web.Function;
import erp.work.Work;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import java.util.List;

/** What runs by itself. */
@Controller
@Function(name = "query-tasks")
class TaskSchedules {

    private final Work work;

    TaskSchedules(Work work) {
        this.work = work;
    }

    /**
     * The schedules.
     *
     * @param company for operators: another company's number, or {@code all}
     */
    @Get("/api/v1/task-schedules")
    List<ScheduleState> list(@Nullable @QueryValue String company) {
        return work.read(tx -> ScheduleState.list(tx, Scope.of(tx, company)));
    }
}
