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
import erp.health.Card;
import erp.tasks.desk.Action;
import erp.tasks.desk.QueueState;
import erp.tasks.desk.Scope;
import erp.tasks.desk.TaskList;
import erp.tasks.desk.TaskSearch;
import erp.tasks.desk.WorkerState;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.annotation.QueryValue;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What there is to do, whether all is well, and who did what. */
@Hidden
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
@Requires(beans = Sessions.class)
class OverviewPages {

    private static final int FAILED = 10;
    private static final int PAGE = 50;

    private final Desk desk;
    private final Hours hours;
    private final Vitals vitals;

    OverviewPages(Desk desk, Hours hours, Vitals vitals) {
        this.desk = desk;
        this.hours = hours;
        this.vitals = vitals;
    }

    @Get("/console")
    HttpResponse<?> overview(HttpRequest<?> request) {
        return desk.page(request, "overview", (tx, _) -> {
            Scope scope = Shells.scope(request, tx);
            return Map.of("queues", QueueState.list(tx, scope), "workers", WorkerState.list(tx), "hour", hours.of(tx, scope),
                    "failed", TaskList.rows(tx, scope, TaskSearch.of("state:dead"), null, FAILED), "checks", vitals.checks());
        });
    }

    @Get("/console/system")
    HttpResponse<?> system(HttpRequest<?> request) {
        return desk.page(request, "system", (_, _) -> Map.of("checks", vitals.checks(), "facts", vitals.facts(), "functions",
                vitals.functions(), "cards", Card.all().stream().map(Card::name).sorted().toList()));
    }

    @Get("/console/audit")
    HttpResponse<?> audit(HttpRequest<?> request, @Nullable @QueryValue UUID before) {
        return desk.page(request, "audit", (tx, _) -> {
            List<Action> rows = Action.list(tx, Shells.scope(request, tx), before, PAGE);
            return Map.of("rows", rows, "next", rows.size() < PAGE ? "" : rows.getLast().id().toString());
        });
    }
}
