package erp.platform.console;

import erp.platform.BrowserSessions;
import erp.platform.Sessions;
import erp.web.Problems;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Hidden;
import java.net.URI;
import java.util.Map;

/** What a user wants to see, and in which language and light. */
@Hidden
@Controller
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Requires(beans = Sessions.class)
class Preferences {

    private final BrowserSessions sessions;

    Preferences(BrowserSessions sessions) {
        this.sessions = sessions;
    }

    @Post("/console/company")
    HttpResponse<?> company(HttpRequest<?> request, @Body Map<String, String> body) {
        Form form = Form.of(request, body);
        String company = form.text("company");
        MutableHttpResponse<?> response = HttpResponse.seeOther(URI.create("/console"));
        Cookies.COMPANIES.set(request, response, company.equals("all") ? "all" : "");
        if (!company.equals("all")) {
            ConsoleGate.keep(request, sessions.renew(ConsoleGate.refresh(request), form.number("company"), Problems.traceId(request)));
        }
        return response;
    }

    @Post("/console/language")
    HttpResponse<?> language(HttpRequest<?> request, @Body Map<String, String> body) {
        return chosen(request, Form.of(request, body), Cookies.LANGUAGE, "de", "en");
    }

    @Post("/console/theme")
    HttpResponse<?> theme(HttpRequest<?> request, @Body Map<String, String> body) {
        return chosen(request, Form.of(request, body), Cookies.THEME, "auto", "light", "dark");
    }

    private static HttpResponse<?> chosen(HttpRequest<?> request, Form form, Cookies cookie, String... possible) {
        String wanted = java.util.Arrays.asList(possible).contains(form.text("to")) ? form.text("to") : possible[0];
        String back = form.text("back").startsWith("/console") ? form.text("back") : "/console";
        MutableHttpResponse<?> response = HttpResponse.seeOther(URI.create(back));
        cookie.set(request, response, wanted);
        return response;
    }
}
