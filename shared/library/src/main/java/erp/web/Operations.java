package erp.web;

import erp.security.Limits;
import erp.work.Call;
import erp.work.Versioned;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** What operations leave behind: one log line each, without bodies, and metrics by function; also when they were refused at the gate. */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
final class Operations implements Ordered {

    private static final String STARTED = "erp.started";

    private static final Logger LOG = LoggerFactory.getLogger("erp.operation");

    private final MeterRegistry meters;
    private final Limits limits;
    private final ConcurrentHashMap<String, Timer> timers = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Counter> refusals = new ConcurrentHashMap<>();

    Operations(MeterRegistry meters, Limits limits) {
        this.meters = meters;
        this.limits = limits;
    }

    @Override
    public int getOrder() {
        return ServerFilterPhase.FIRST.order();
    }

    @RequestFilter
    void begin(HttpRequest<?> request) {
        request.setAttribute(STARTED, System.nanoTime());
    }

    @ResponseFilter
    void end(HttpRequest<?> request, MutableHttpResponse<?> response) {
        response.header("X-Trace-Id", Gate.traceId(request));
        if (response.body() instanceof Versioned document && !response.getHeaders().contains(HttpHeaders.ETAG)) {
            response.header(HttpHeaders.ETAG, '"' + Integer.toString(document.version()) + '"');
        }
        // Answers are a company's own, and some carry tokens: nobody on the way keeps them (RFC 9111, 5.2.2.5).
        if (!response.getHeaders().contains(HttpHeaders.CACHE_CONTROL)) {
            response.header(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        response.header("X-Content-Type-Options", "nosniff");
        limits.headers(request, response);
        if (request.getAttribute(Gate.FUNCTION).isPresent()) {
            record(request, response, System.nanoTime() - request.getAttribute(STARTED, Long.class).orElseThrow());
        }
    }

    private void record(HttpRequest<?> request, MutableHttpResponse<?> response, long nanos) {
        Optional<Call> call = Call.of(request);
        String function = request.getAttribute(Gate.FUNCTION, String.class).orElseThrow();
        String code = request.getAttribute(Gate.CODE, String.class).orElse("");
        int status = response.code();
        timer(function, status < 400 ? "done" : status < 500 ? "refused" : "failed").record(nanos, TimeUnit.NANOSECONDS);
        if (!code.isEmpty()) {
            refusals.computeIfAbsent(function + ' ' + code, _ -> Counter.builder("erp.refusals").tag("function", function).tag("code", code)
                    .description("Answers other than success, by code").register(meters)).increment();
        }
        LoggingEventBuilder line = (status < 500 ? LOG.atInfo() : LOG.atError())
                .addKeyValue("event.action", function)
                .addKeyValue("event.duration", nanos)
                .addKeyValue("http.response.status_code", status)
                .addKeyValue("trace.id", Gate.traceId(request));
        if (!code.isEmpty()) {
            line = line.addKeyValue("error.code", code);
        }
        if (call.isPresent()) {
            line = line.addKeyValue("organization.id", call.get().caller().company()).addKeyValue("user.id", call.get().caller().user());
        }
        line.log("{} {} {}", request.getMethodName(), request.getPath(), status);
    }

    private Timer timer(String function, String outcome) {
        return timers.computeIfAbsent(function + ' ' + outcome, _ -> Timer.builder("erp.requests")
                .tag("function", function).tag("outcome", outcome)
                .description("Requests and how long they took")
                .serviceLevelObjectives(Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50),
                        Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1),
                        Duration.ofMillis(2500), Duration.ofSeconds(5), Duration.ofSeconds(10))
                .register(meters));
    }
}
