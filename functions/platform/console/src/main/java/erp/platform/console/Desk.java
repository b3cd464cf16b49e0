package erp.platform.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import erp.platform.Sessions;
import erp.security.Caller;
import erp.security.Permissions;
import erp.tasks.desk.Scope;
import erp.web.Problems;
import erp.work.Call;
import erp.work.Keeping;
import erp.work.Tx;
import erp.work.Work;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;

/** Where pages are made, and where what their forms ask is done. */
@Singleton
@Requires(beans = Sessions.class)
class Desk {

    private static final String ALL = "all";

    private final TemplateEngine templates = TemplateEngine.createPrecompiled(null, ContentType.Html, Desk.class.getClassLoader(),
            Desk.class.getPackageName());
    private final Work work;
    private final Permissions permissions;
    private final ObjectMapper json;

    Desk(Work work, Permissions permissions, ObjectMapper json) {
        this.work = work;
        this.permissions = permissions;
        this.json = json;
    }

    private record Who(String name, String company, String timeZone) {
    }

    /** What has been done, as it is told to who did it. */
    @Introspected
    record Said(String text) {
    }

    /** What a page is made of. */
    interface Loader {
        Map<String, Object> load(Tx tx, Shell shell);
    }

    /** Whether a page asks by the way for what is new, instead of a user for a page. */
    static boolean isPoll(HttpRequest<?> request) {
        return request.getHeaders().contains("HX-Request") && !request.getHeaders().contains("HX-Boosted");
    }

    /** A page with what it needs, from one state of the database. */
    HttpResponse<String> page(HttpRequest<?> request, String template, Loader loader) {
        permissions.check(Call.current().caller(), "query-tasks");
        String text = work.read(tx -> {
            Shell shell = shell(request, tx);
            return render(template, shell, loader.load(tx, shell));
        });
        MutableHttpResponse<String> response = html(text);
        if (!isPoll(request) && Cookies.SAID.of(request) != null) {
            Cookies.SAID.set(request, response, "");
        }
        return response;
    }

    /** A page for somebody who is not signed in. */
    HttpResponse<String> open(HttpRequest<?> request, String template, Map<String, Object> model) {
        return html(render(template, shell(request), model));
    }

    String problem(HttpRequest<?> request, Problems.Problem problem) {
        return request.getPath().equals("/console/sign-in")
                ? render("sign-in", shell(request), Map.of("to", "", "problem", problem.detail()))
                : render("problem", shell(request), Map.of("problem", problem));
    }

    /** Does what a form asks, once, and goes to a page that tells it. */
    HttpResponse<?> act(HttpRequest<?> request, Form form, String to, BiFunction<Tx, Words, String> deed) throws IOException {
        Call call = Call.current();
        permissions.check(call.caller(), "steer-tasks");
        String version = form.optional("version");
        Words words = new Words(locale(request), ZoneId.of("UTC"), Instant.EPOCH);
        HttpResponse<?> answer = work.once(new Call(call.caller(), "steer-tasks", request.getMethodName() + " " + request.getPath(),
                form.key(), version == null ? null : "\"" + version + "\"", false, 200, call.traceId()), Keeping.PLAIN, form,
                tx -> new Said(deed.apply(tx, words)));
        MutableHttpResponse<?> response = HttpResponse.seeOther(URI.create(to));
        Cookies.SAID.set(request, response, json.readValue((byte[]) answer.body(), Said.class).text);
        return response;
    }

    /** Whose tasks are looked at. */
    Scope scope(HttpRequest<?> request, Tx tx) {
        return Scope.of(tx, isAll(request, tx.call().caller()) ? ALL : null);
    }

    private static boolean isAll(HttpRequest<?> request, Caller caller) {
        return caller.operator() && ALL.equals(Cookies.COMPANIES.of(request));
    }

    private Shell shell(HttpRequest<?> request, Tx tx) {
        Caller caller = tx.call().caller();
        Tx.Later<List<Sessions.Choice>> companies = tx.later(Sessions.Choice.class, """
                select c.company_id as id, c.name from platform.memberships m join platform.companies c on c.company_id = m.company_id
                 where m.user_id = ? order by c.name, c.company_id""", tx.user());
        Who who = tx.get(Who.class, """
                select coalesce((select name from platform.users where id = ?), '') as name, c.name as company, c.time_zone
                  from platform.companies c where c.company_id = ?""", tx.user(), tx.company());
        return new Shell(new Words(locale(request), ZoneId.of(who.timeZone), tx.now()), caller, who.name, who.company, companies.get(),
                isAll(request, caller), permissions.has(caller, "steer-tasks"), csrf(request), theme(request), request.getUri().toString(),
                isPoll(request) ? null : Cookies.SAID.of(request));
    }

    private static Shell shell(HttpRequest<?> request) {
        return new Shell(new Words(locale(request), ZoneId.of("UTC"), Instant.EPOCH), null, "", "", List.of(), false, false, csrf(request),
                theme(request), request.getUri().toString(), null);
    }

    private static String csrf(HttpRequest<?> request) {
        return request.getAttribute(ConsoleGate.CSRF, String.class).orElse("");
    }

    private static String theme(HttpRequest<?> request) {
        String theme = Cookies.THEME.of(request);
        return theme == null ? "auto" : theme;
    }

    private static Locale locale(HttpRequest<?> request) {
        String chosen = Cookies.LANGUAGE.of(request);
        return chosen != null ? Locale.of(chosen) : Call.of(request).map(call -> call.caller().locale()).orElse(Problems.locale(request));
    }

    private String render(String template, Shell shell, Map<String, Object> model) {
        Map<String, Object> parameters = new HashMap<>(model);
        parameters.put("s", shell);
        StringOutput output = new StringOutput();
        templates.render(template + ".jte", parameters, output);
        return output.toString();
    }

    private static MutableHttpResponse<String> html(String text) {
        return HttpResponse.ok(text).contentType(MediaType.of("text/html; charset=utf-8"));
    }
}
