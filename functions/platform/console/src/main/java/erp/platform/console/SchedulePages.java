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
import erp.tasks.desk.ScheduleState;
import erp.tasks.desk.ScheduleSteering;
import erp.tasks.desk.Scope;
import erp.work.Tx;
import erp.work.Validity;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import java.io.IOException;
import java.util.Map;

/** What runs by itself, and when. */
@Hidden
@Controller
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Requires(beans = Sessions.class)
class SchedulePages {

    private final Desk desk;
    private final Validity validity;

    SchedulePages(Desk desk, Validity validity) {
        this.desk = desk;
        this.validity = validity;
    }

    @Get("/console/schedules")
    HttpResponse<?> list(HttpRequest<?> request) {
        return desk.page(request, "schedules", (tx, _) -> Map.of("schedules", ScheduleState.list(tx, Shells.scope(request, tx))));
    }

    @Get("/console/schedules/{company}/{id}")
    HttpResponse<?> one(HttpRequest<?> request, @PathVariable int company, @PathVariable String id) {
        return desk.page(request, "schedule", (tx, _) -> Map.of("schedule", ScheduleState.of(tx, scope(tx, company), id)));
    }

    @Post("/console/schedules/{company}/{id}/run")
    HttpResponse<?> run(HttpRequest<?> request, @PathVariable int company, @PathVariable String id, @Body Map<String, String> body)
            throws IOException {
        return desk.act(request, Form.of(request, body), address(company, id), (tx, words) -> words.t("said.created",
                ScheduleSteering.run(tx, scope(tx, company), id).id().toString()));
    }

    @Post("/console/schedules/{company}/{id}/change")
    HttpResponse<?> change(HttpRequest<?> request, @PathVariable int company, @PathVariable String id, @Body Map<String, String> body)
            throws IOException {
        Form form = Form.of(request, body);
        return desk.act(request, form, address(company, id), (tx, words) -> {
            ScheduleState now = ScheduleSteering.lock(tx, scope(tx, company), id);
            ScheduleSteering.change(tx, now, validity.check(new ScheduleSteering.Plan(form.text("cron"),
                    form.optional("active") != null)));
            return words.t("said.changed", id);
        });
    }

    private static Scope scope(Tx tx, int company) {
        return Scope.one(tx, Integer.toString(company));
    }

    private static String address(int company, String id) {
        return "/console/schedules/" + company + "/" + id;
    }
}
