package erp.web;

import erp.security.AccessAssertions;
import erp.security.Caller;
import erp.security.Limits;
import erp.security.Permissions;
import erp.security.TokenVerifier;
import erp.work.Call;
import erp.work.Refusal;
import erp.work.WorkCode;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.core.annotation.AnnotationValue;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.filter.ServerFilterPhase;
import io.micronaut.management.endpoint.annotation.Endpoint;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteInfo;
import io.micronaut.web.router.RouteMatch;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * What every request passes, in the order of the contract: the assertion of Cloudflare Access (403), token and permission (401, 403), the
 * caller's limit (429), what stands in the address (400), the idempotency key of a write (400). The body is read after it.
 */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
class Gate implements Ordered, ApplicationEventListener<ServerStartupEvent> {

    static final String CODE = "erp.code";
    static final String FUNCTION = Function.OF_REQUEST;
    static final String LOCALE = "erp.locale";
    static final String DRY_RUN = "dryRun";
    private static final String TRACE = "erp.trace";
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7E]{1,255}");
    private static final Pattern TRACEPARENT = Pattern.compile("00-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final Set<HttpMethod> WRITES = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);
    private static final Caller ANYBODY = new Caller(new UUID(0, 0), 0, List.of(), Locale.ENGLISH, false);

    private final AccessAssertions assertions;
    private final TokenVerifier tokens;
    private final Permissions permissions;
    private final Limits limits;
    private final Map<RouteInfo<?>, Query> queries = new ConcurrentHashMap<>();

    Gate(AccessAssertions assertions, TokenVerifier tokens, Permissions permissions, Limits limits) {
        this.assertions = assertions;
        this.tokens = tokens;
        this.permissions = permissions;
        this.limits = limits;
    }

    /** What the gate needs, the keys of tokens above all, must be there before the server opens: without it, nothing is started. */
    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
    }

    @RequestFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    void enter(HttpRequest<?> request) {
        RouteMatch<?> route = RouteAttributes.getRouteMatch(request).orElse(null);
        AnnotationValue<Function> function = route == null ? null : route.getAnnotation(Function.class);
        String name = function == null ? null : function.stringValue("name").orElseThrow();
        request.setAttribute(FUNCTION, name);
        // Probes and scrapes ask the process and not the ERP; they come from inside, under any host.
        if (route == null || route.getAnnotation(Endpoint.class) == null) {
            assertions.check(request, Instant.now());
        }
        if (function == null) {
            return;
        }
        Caller caller = function.isTrue("open") ? ANYBODY : caller(request, name);
        boolean write = WRITES.contains(request.getMethod());
        check(request, route, write);
        if (write && request.getHeaders().contains(HttpHeaders.CONTENT_TYPE) && request.getContentType().isEmpty()) {
            throw new Refusal(WorkCode.UNSUPPORTED_MEDIA_TYPE);
        }
        int status = route.getRouteInfo().findStatus(HttpStatus.OK).getCode();
        new Call(caller, name, target(request), write ? key(request) : null, request.getHeaders().get(HttpHeaders.IF_MATCH),
                "true".equals(request.getParameters().get(DRY_RUN)), status, traceId(request)).on(request);
    }

    /** Before whatever else asks who somebody is, such as the console does. */
    @Override
    public int getOrder() {
        return ServerFilterPhase.SECURITY.before();
    }

    private Caller caller(HttpRequest<?> request, String function) {
        String authorization = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
        if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw new Refusal(WorkCode.TOKEN_MISSING);
        }
        Caller caller = tokens.verify(authorization.substring(7).strip(), Instant.now());
        request.setAttribute(LOCALE, caller.locale());
        permissions.check(caller, function);
        limits.take(request, caller);
        return caller;
    }

    private static String key(HttpRequest<?> request) {
        String key = request.getHeaders().get("Idempotency-Key");
        if (key == null || key.isEmpty()) {
            throw new Refusal(WorkCode.IDEMPOTENCY_KEY_MISSING);
        }
        if (!KEY.matcher(key).matches()) {
            throw new Refusal(WorkCode.IDEMPOTENCY_KEY_INVALID);
        }
        return key;
    }

    /** Method, path and query as the idempotency key compares them; what is said without need counts as not said. */
    private static String target(HttpRequest<?> request) {
        String query = request.getUri().getRawQuery();
        String rest = query == null ? "" : String.join("&",
                Arrays.stream(query.split("&")).filter(part -> !part.equals(DRY_RUN + "=false")).sorted().toList());
        return request.getMethodName() + " " + request.getPath() + (rest.isEmpty() ? "" : "?" + rest);
    }

    private void check(HttpRequest<?> request, RouteMatch<?> route, boolean write) {
        route.getVariableValues().forEach((name, value) -> refuseUnless(Json.isText(value.toString()), name));
        Query query = queries.computeIfAbsent(route.getRouteInfo(), info -> Query.of(info, write));
        request.getParameters().asMap().forEach((name, values) -> refuseUnless(query.takes(name, values), name));
    }

    private static void refuseUnless(boolean readable, String parameter) {
        if (!readable) {
            throw new Refusal(WorkCode.INVALID_PARAMETER, parameter);
        }
    }

    /** The trace this request belongs to: the caller's (W3C Trace Context), or a new one. */
    static String traceId(HttpRequest<?> request) {
        return request.getAttribute(TRACE, String.class).orElseGet(() -> {
            String parent = request.getHeaders().get("traceparent");
            var matcher = parent == null ? null : TRACEPARENT.matcher(parent);
            String id = matcher != null && matcher.matches() ? matcher.group(1) : random();
            request.setAttribute(TRACE, id);
            return id;
        });
    }

    private static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return String.format("%016x%016x", random.nextLong() | 1, random.nextLong());
    }
}
