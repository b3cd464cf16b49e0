package erp.platform.console;

import erp.platform.BrowserSessions;
import erp.platform.Credentials;
import erp.platform.Sessions;
import erp.web.Problems;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Hidden;
import java.net.URI;
import java.util.Map;

/** Signing in with login and password, and out again. With a foreign issuer (OpenID Connect) there is no console yet. */
@Hidden
@Controller
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Requires(beans = Sessions.class)
class SignInPage {

    private final BrowserSessions sessions;
    private final Credentials credentials;
    private final Desk desk;

    SignInPage(BrowserSessions sessions, Credentials credentials, Desk desk) {
        this.sessions = sessions;
        this.credentials = credentials;
        this.desk = desk;
    }

    @Get("/console/sign-in")
    HttpResponse<?> page(HttpRequest<?> request, @Nullable @QueryValue String to) {
        return desk.open(request, "sign-in", Map.of("to", own(to), "problem", ""));
    }

    @Post("/console/sign-in")
    HttpResponse<?> signIn(HttpRequest<?> request, @Body Map<String, String> body) {
        Form form = Form.of(request, body);
        BrowserSessions.Signed signed = sessions.begin(credentials.check(request, form.text("login"), form.fields().get("password")),
                Problems.traceId(request));
        ConsoleGate.keep(request, signed);
        return HttpResponse.seeOther(URI.create(own(form.optional("to"))));
    }

    @Post("/console/sign-out")
    HttpResponse<?> signOut(HttpRequest<?> request, @Body Map<String, String> body) {
        Form.of(request, body);
        String refresh = ConsoleGate.refresh(request);
        if (refresh != null) {
            sessions.end(refresh);
        }
        MutableHttpResponse<?> response = HttpResponse.seeOther(URI.create("/console/sign-in"));
        ConsoleGate.keep(request, BrowserSessions.Signed.NOBODY);
        return response;
    }

    /** Only an address of the console is gone to. */
    private static String own(@Nullable String to) {
        return to != null && to.matches("/console([/?].*)?") && !to.startsWith("/console/sign-in") ? to : "/console";
    }
}
