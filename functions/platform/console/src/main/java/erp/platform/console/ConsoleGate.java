package erp.platform.console;

import erp.platform.BrowserSessions;
import erp.platform.Sessions;
import erp.security.Limits;
import erp.security.Permissions;
import erp.web.Function;
import erp.web.Problems;
import erp.work.Call;
import erp.work.Refusal;
import erp.work.WorkCode;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * What every request of a browser passes: it comes from a page of this site, from a user who is signed in and may use the console. What
 * goes wrong is told on a page. Nothing is loaded from elsewhere, and no script stands in a page (Content-Security-Policy).
 */
@ServerFilter({"/console", "/console/**"})
@Requires(beans = Sessions.class)
class ConsoleGate implements Ordered {

    static final String CSRF = "erp.csrf";
    private static final String SIGNED = "erp.signed";
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    private static final List<String> OPEN = List.of("/console/sign-in", "/console/assets/");

    private final BrowserSessions sessions;
    private final Permissions permissions;
    private final Limits limits;
    private final Desk desk;

    ConsoleGate(BrowserSessions sessions, Permissions permissions, Limits limits, Desk desk) {
        this.sessions = sessions;
        this.permissions = permissions;
        this.limits = limits;
        this.desk = desk;
    }

    @Override
    public int getOrder() {
        return ServerFilterPhase.SECURITY.order();
    }

    @RequestFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    @Nullable HttpResponse<?> enter(HttpRequest<?> request) {
        request.setAttribute(Function.OF_REQUEST, "console");
        String known = Cookies.CSRF.of(request);
        request.setAttribute(CSRF, known == null ? UUID.randomUUID().toString() : known);
        if (request.getMethod() == HttpMethod.POST && !isOwn(request)) {
            throw new Refusal(WorkCode.FORBIDDEN, "console");
        }
        if (OPEN.stream().anyMatch(request.getPath()::startsWith)) {
            return null;
        }
        String trace = Problems.traceId(request);
        BrowserSessions.Signed signed = sessions.of(Cookies.ACCESS.of(request), Cookies.REFRESH.of(request), trace).orElse(null);
        if (signed == null) {
            return signIn(request);
        }
        request.setAttribute(SIGNED, signed);
        new Call(signed.caller(), "console", request.getMethodName() + " " + request.getUri(), null, null, false, 200, trace).on(request);
        permissions.check(signed.caller(), "console");
        limits.take(request, signed.caller());
        return null;
    }

    /** Browsers say where a request comes from (Fetch Metadata), older ones at least the origin. */
    private static boolean isOwn(HttpRequest<?> request) {
        String site = request.getHeaders().get("Sec-Fetch-Site");
        String origin = request.getHeaders().get("Origin");
        return site != null ? site.equals("same-origin") : origin == null || origin.endsWith("//" + request.getHeaders().get("Host"));
    }

    private static HttpResponse<?> signIn(HttpRequest<?> request) {
        String to = request.getMethod() == HttpMethod.GET ? "?to=" + URLEncoder.encode(request.getUri().toString(), StandardCharsets.UTF_8)
                : "";
        String address = "/console/sign-in" + to;
        // What a page asks for by the way is not to be answered with another page.
        return Shells.isPoll(request) ? HttpResponse.noContent().header("HX-Redirect", "/console/sign-in")
                : HttpResponse.seeOther(URI.create(address));
    }

    /** The token that the browser's next one comes from. */
    static @Nullable String refresh(HttpRequest<?> request) {
        return request.getAttribute(SIGNED, BrowserSessions.Signed.class).map(BrowserSessions.Signed::renewed)
                .map(Sessions.Session::refreshToken).orElse(Cookies.REFRESH.of(request));
    }

    /** Whom the browser belongs to from now on. */
    static void keep(HttpRequest<?> request, BrowserSessions.Signed signed) {
        request.setAttribute(SIGNED, signed);
    }

    @ResponseFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    void leave(HttpRequest<?> request, MutableHttpResponse<?> response) {
        if (response.getContentType().filter(MediaType.APPLICATION_PDF_TYPE::equals).isEmpty()) {
            // A browser shows a PDF by means of its own, which a policy would forbid.
            response.header("Content-Security-Policy", POLICY);
        }
        response.header("Referrer-Policy", "same-origin");
        if (response.body() instanceof Problems.Problem problem) {
            response.contentType(MediaType.of("text/html; charset=utf-8")).body(desk.problem(request, problem));
        }
        request.getAttribute(SIGNED, BrowserSessions.Signed.class).ifPresent(signed -> Cookies.keep(request, response, signed));
        String csrf = request.getAttribute(CSRF, String.class).orElse("");
        if (!csrf.isEmpty() && !csrf.equals(Cookies.CSRF.of(request))) {
            Cookies.CSRF.set(request, response, csrf);
        }
    }
}
