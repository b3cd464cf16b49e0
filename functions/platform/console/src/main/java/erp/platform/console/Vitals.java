package erp.platform.console;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micronaut.context.annotation.Value;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;

/** How this process is. What it counts of itself is what Prometheus reads of it too. */
@Singleton
class Vitals {

    private static final long MEGABYTE = 1 << 20;

    private final Collection<HealthIndicator> indicators;
    private final MeterRegistry meters;
    private final String version;

    Vitals(Collection<HealthIndicator> indicators, MeterRegistry meters, @Value("${erp.version}") String version) {
        this.indicators = indicators;
        this.meters = meters;
        this.version = version;
    }

    /** One of the questions that probes ask. */
    record Check(String name, boolean up, String text) {
    }

    /** What a function has answered in this process. */
    record Answered(String function, String outcome, long count, long meanMillis, long maxMillis) {
    }

    /** What probes are answered, each within some seconds at most. */
    List<Check> checks() {
        return indicators.stream().flatMap(indicator -> Mono.from(indicator.getResult()).blockOptional().stream())
                .sorted(Comparator.comparing(HealthResult::getName))
                .flatMap(result -> check(result).stream()).toList();
    }

    /** Those of the framework have nothing to say. */
    private static Optional<Check> check(HealthResult result) {
        return result.getDetails() instanceof Map<?, ?> details && details.get("text") instanceof String text
                ? Optional.of(new Check(result.getName(), HealthStatus.UP.equals(result.getStatus()), text)) : Optional.empty();
    }

    Map<String, String> facts() {
        Runtime runtime = Runtime.getRuntime();
        Map<String, String> facts = new TreeMap<>();
        facts.put("version", version);
        facts.put("java", Runtime.version().toString());
        facts.put("heap", (runtime.totalMemory() - runtime.freeMemory()) / MEGABYTE + " / " + runtime.maxMemory() / MEGABYTE + " MB");
        facts.put("threads", Integer.toString(ManagementFactory.getThreadMXBean().getThreadCount()));
        facts.put("processors", Integer.toString(runtime.availableProcessors()));
        facts.put("pid", Long.toString(ProcessHandle.current().pid()));
        return facts;
    }

    List<Answered> functions() {
        return meters.find("erp.requests").timers().stream().map(Vitals::answered)
                .sorted(Comparator.comparing(Answered::count).reversed()).toList();
    }

    private static Answered answered(Timer timer) {
        return new Answered(timer.getId().getTag("function"), timer.getId().getTag("outcome"), timer.count(),
                Math.round(timer.mean(TimeUnit.MILLISECONDS)), Math.round(timer.max(TimeUnit.MILLISECONDS)));
    }
}
