package erp.platform.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import erp.platform.Sessions;
import erp.security.Permissions;
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
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;

/** Where pages are made, and where what their forms ask is done. */
@Singleton
@Requires(beans = Sessions.class)
class Desk {

    private final TemplateEngine templates = TemplateEngine.createPrecompiled(null, ContentType.Html, Desk.class.getClassLoader(),
            Desk.class.getPackageName());
    private final Work work;
    private final Permissions permissions;
    private final Shells shells;
    private final ObjectMapper json;

    Desk(Work work, Permissions permissions, Shells shells, ObjectMapper json) {
        this.work = work;
        this.permissions = permissions;
        this.shells = shells;
        this.json = json;
    }

    /** What has been done, as it is told to who did it. */
    @Introspected
    record Said(String text) {
    }

    /** What a page is made of. */
    interface Loader {
        Map<String, Object> load(Tx tx, Shell shell);
    }

    /** A page with what it needs, from one state of the database. */
    HttpResponse<String> page(HttpRequest<?> request, String template, Loader loader) {
        permissions.check(Call.current().caller(), "query-tasks");
        String text = work.read(tx -> {
            Shell shell = shells.of(request, tx);
            return render(template, shell, loader.load(tx, shell));
        });
        MutableHttpResponse<String> response = html(text);
        if (!Shells.isPoll(request) && Cookies.SAID.of(request) != null) {
            Cookies.SAID.set(request, response, "");
        }
        return response;
    }

    /** A page for somebody who is not signed in. */
    HttpResponse<String> open(HttpRequest<?> request, String template, Map<String, Object> model) {
        return html(render(template, Shells.of(request), model));
    }

    String problem(HttpRequest<?> request, Problems.Problem problem) {
        return request.getPath().equals("/console/sign-in")
                ? render("sign-in", Shells.of(request), Map.of("to", "", "problem", problem.detail()))
                : render("problem", Shells.of(request), Map.of("problem", problem));
    }

    /** Does what a form asks, once, and goes to a page that tells it. */
    HttpResponse<?> act(HttpRequest<?> request, Form form, String to, BiFunction<Tx, Words, String> deed) throws IOException {
        Call call = Call.current();
        permissions.check(call.caller(), "steer-tasks");
        String version = form.optional("version");
        Words words = Shells.of(request).words();
        HttpResponse<?> answer = work.once(new Call(call.caller(), "steer-tasks", request.getMethodName() + " " + request.getPath(),
                form.key(), version == null ? null : "\"" + version + "\"", false, 200, call.traceId()), Keeping.PLAIN, form,
                tx -> new Said(deed.apply(tx, words)));
        MutableHttpResponse<?> response = HttpResponse.seeOther(URI.create(to));
        Cookies.SAID.set(request, response, json.readValue((byte[]) answer.body(), Said.class).text);
        return response;
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
