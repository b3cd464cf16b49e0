package erp.platform.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import erp.platform.Sessions;
import erp.tasks.desk.Cancel;
import erp.tasks.desk.NewTask;
import erp.tasks.desk.Retry;
import erp.tasks.desk.Steered;
import erp.tasks.desk.TaskSearch;
import erp.work.JsonText;
import erp.work.Refusal;
import erp.work.WorkCode;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.UUID;

/** What is done to tasks, one or many. */
@Hidden
@Controller
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Requires(beans = Sessions.class)
class TaskActions {

    private final Desk desk;
    private final JsonText json;

    TaskActions(Desk desk, JsonText json) {
        this.desk = desk;
        this.json = json;
    }

    @Post("/console/tasks/new")
    HttpResponse<?> create(HttpRequest<?> request, @Body Map<String, String> body) throws IOException {
        Form form = Form.of(request, body);
        String args = args(form);
        String search = URLEncoder.encode("kind:" + form.text("kind"), StandardCharsets.UTF_8);
        return desk.act(request, form, "/console/tasks?q=" + search, (tx, words) -> {
            LocalDateTime at = form.time("at", json);
            Instant time = at == null ? null : at.atZone(ZoneId.of(tx.list(String.class,
                    "select time_zone from platform.companies where company_id = ?", tx.company()).getFirst())).toInstant();
            return words.t("said.created", NewTask.create(tx, form.text("kind"), args == null ? "{}" : args, time, form.number("priority"))
                    .id().toString());
        });
    }

    @Post("/console/tasks/many")
    HttpResponse<?> many(HttpRequest<?> request, @Body Map<String, String> body) throws IOException {
        Form form = Form.of(request, body);
        String text = form.fields().getOrDefault("q", "");
        TaskSearch search = TaskSearch.of(text);
        return desk.act(request, form, "/console/tasks?q=" + URLEncoder.encode(text, StandardCharsets.UTF_8), (tx, words) -> {
            Steered.Many many = switch (form.text("action")) {
                case "retry" -> Retry.many(tx, Shells.scope(request, tx), search);
                case "cancel" -> Cancel.many(tx, Shells.scope(request, tx), search);
                case "discard" -> Cancel.discardMany(tx, Shells.scope(request, tx), search);
                default -> throw new Refusal(WorkCode.INVALID_FIELD, "action");
            };
            return words.t("said.many." + form.text("action"), many.changed(), many.left());
        });
    }

    @Post("/console/tasks/{id}/retry")
    HttpResponse<?> retry(HttpRequest<?> request, @PathVariable UUID id, @Body Map<String, String> body) throws IOException {
        Form form = Form.of(request, body);
        String args = args(form);
        return desk.act(request, form, "/console/tasks/" + id, (tx, words) -> words.t("said.state", words.t("state."
                + Retry.one(tx, Shells.scope(request, tx), id, args).state())));
    }

    @Post("/console/tasks/{id}/cancel")
    HttpResponse<?> cancel(HttpRequest<?> request, @PathVariable UUID id, @Body Map<String, String> body) throws IOException {
        return desk.act(request, Form.of(request, body), "/console/tasks/" + id, (tx, words) -> {
            Steered steered = Cancel.one(tx, Shells.scope(request, tx), id);
            return steered.cancelling() == null ? words.t("said.state", words.t("state." + steered.state())) : words.t("said.asked");
        });
    }

    @Post("/console/tasks/{id}/discard")
    HttpResponse<?> discard(HttpRequest<?> request, @PathVariable UUID id, @Body Map<String, String> body) throws IOException {
        return desk.act(request, Form.of(request, body), "/console/tasks/" + id, (tx, words) -> words.t("said.state", words.t("state."
                + Cancel.discard(tx, Shells.scope(request, tx), id).state())));
    }

    /** Arguments as they were typed: a JSON object, or nothing. */
    private @Nullable String args(Form form) {
        String text = form.optional("args");
        return text == null ? null : json.typed(ObjectNode.class, "args", text).toString();
    }
}
