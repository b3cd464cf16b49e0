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
import erp.tasks.desk.Scope;
import erp.tasks.desk.TaskList;
import erp.tasks.desk.TaskRow;
import erp.tasks.desk.TaskSearch;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.annotation.QueryValue;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Finds pages, actions, queues, and a task by its id: what is typed after Ctrl K. */
@Hidden
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
@Requires(beans = Sessions.class)
class Palette {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}");
    private static final List<Entry> PAGES = List.of(new Entry("layout-dashboard", "nav.overview", "/console"),
            new Entry("list-check", "nav.tasks", "/console/tasks"), new Entry("skull", "find.dead", "/console/tasks?q=state%3Adead"),
            new Entry("loader-2", "find.running", "/console/tasks?q=state%3Arunning"), new Entry("plus", "new.title", "/console/tasks/new"),
            new Entry("server-2", "nav.workers", "/console/workers"), new Entry("stack-2", "nav.queues", "/console/queues"),
            new Entry("calendar-time", "nav.schedules", "/console/schedules"), new Entry("heartbeat", "nav.system", "/console/system"),
            new Entry("history", "nav.audit", "/console/audit"));

    private final Desk desk;

    Palette(Desk desk) {
        this.desk = desk;
    }

    /** Something to go to. */
    record Entry(String icon, String text, String address) {
    }

    @Get("/console/find")
    HttpResponse<?> find(HttpRequest<?> request, @Nullable @QueryValue String q) {
        String wanted = q == null ? "" : q.strip().toLowerCase(Locale.ROOT);
        return desk.page(request, "found", (tx, shell) -> {
            List<Entry> entries = new ArrayList<>();
            Scope scope = Shells.scope(request, tx);
            if (ID.matcher(wanted).matches()) {
                for (TaskRow task : TaskList.rows(tx, scope, TaskSearch.of("id:" + wanted + " OR trace:" + wanted), null, 10)) {
                    entries.add(new Entry("file-text", task.kind() + " " + task.id(), "/console/tasks/" + task.id()));
                }
            }
            PAGES.stream().map(page -> new Entry(page.icon, shell.t(page.text), page.address))
                    .filter(page -> page.text.toLowerCase(Locale.ROOT).contains(wanted)).forEach(entries::add);
            if (!wanted.isEmpty()) {
                tx.list(String.class, "select q.queue from tasks.queues q order by q.queue").stream()
                        .filter(queue -> queue.contains(wanted))
                        .forEach(queue -> entries.add(new Entry("stack-2", shell.t("find.queue", queue), "/console/queues/" + queue)));
                entries.add(new Entry("search", shell.t("find.tasks", q),
                        "/console/tasks?q=" + URLEncoder.encode(q, StandardCharsets.UTF_8)));
            }
            return Map.of("entries", entries);
        });
    }
}
