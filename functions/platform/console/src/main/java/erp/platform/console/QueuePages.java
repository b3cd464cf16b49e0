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
import erp.tasks.desk.QueueState;
import erp.tasks.desk.QueueSteering;
import erp.tasks.desk.Scope;
import erp.tasks.desk.WorkerState;
import erp.work.Refusal;
import erp.work.Validity;
import erp.work.WorkCode;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Queues with what was done lately, and what operators do to them. */
@Hidden
@Controller
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Requires(beans = Sessions.class)
class QueuePages {

    private final Desk desk;
    private final Hours hours;
    private final Validity validity;

    QueuePages(Desk desk, Hours hours, Validity validity) {
        this.desk = desk;
        this.hours = hours;
        this.validity = validity;
    }

    @Get("/console/queues")
    HttpResponse<?> list(HttpRequest<?> request) {
        return desk.page(request, "queues", (tx, shell) -> {
            Scope scope = Shells.scope(request, tx);
            return Map.of("queues", QueueState.list(tx, scope), "hour", hours.of(tx, scope));
        });
    }

    @Get("/console/queues/{queue}")
    HttpResponse<?> one(HttpRequest<?> request, @PathVariable String queue) {
        return desk.page(request, "queue", (tx, shell) -> {
            Scope scope = Shells.scope(request, tx);
            QueueState state = QueueState.list(tx, scope).stream().filter(row -> row.queue().equals(queue)).findFirst()
                    .orElseThrow(() -> new Refusal(WorkCode.NOT_FOUND));
            List<WorkerState> workers = WorkerState.list(tx).stream().filter(worker -> worker.queues().contains(queue)).toList();
            List<KindState> kinds = KindState.list(tx).stream().filter(kind -> kind.queue().equals(queue)).toList();
            return Map.of("queue", state, "workers", workers, "kinds", kinds, "hour", hours.of(tx, scope));
        });
    }

    @Post("/console/queues/{queue}/pause")
    HttpResponse<?> pause(HttpRequest<?> request, @PathVariable String queue, @Body Map<String, String> body) throws IOException {
        return pause(request, queue, body, true);
    }

    @Post("/console/queues/{queue}/resume")
    HttpResponse<?> resume(HttpRequest<?> request, @PathVariable String queue, @Body Map<String, String> body) throws IOException {
        return pause(request, queue, body, false);
    }

    private HttpResponse<?> pause(HttpRequest<?> request, String queue, Map<String, String> body, boolean paused) throws IOException {
        return desk.act(request, Form.of(request, body), "/console/queues/" + queue, (tx, words) -> words.t(
                QueueSteering.pause(tx, queue, paused).paused() ? "said.paused" : "said.resumed", queue));
    }

    @Post("/console/queues/{queue}/limits")
    HttpResponse<?> limit(HttpRequest<?> request, @PathVariable String queue, @Body Map<String, String> body) throws IOException {
        Form form = Form.of(request, body);
        return desk.act(request, form, "/console/queues/" + queue, (tx, words) -> {
            QueueSteering.Queue now = QueueSteering.lock(tx, queue);
            QueueSteering.limit(tx, now, validity.check(new QueueSteering.Limits(form.number("rate"), form.number("concurrency"))));
            return words.t("said.limited", queue);
        });
    }
}
