package erp.tasks;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many tasks were run, with what outcome, for how long, and how long they waited before: by kind, never by process or company. */
@Singleton
final class TaskMetrics {

    private static final Duration[] BOUNDS = {Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(25), Duration.ofMillis(100),
        Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(5)};

    private final MeterRegistry meters;
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();

    TaskMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    /** What may happen to a kind is counted from its beginning: a counter that comes into being at 1 was never seen to rise. */
    void know(String kind) {
        meters.counter("erp.task.lost", "kind", kind);
        meters.counter("erp.task.dead", "kind", kind);
    }

    /** An attempt was lost with its worker. */
    void lost(String kind) {
        meters.counter("erp.task.lost", "kind", kind).increment();
    }

    /** A task was given up: it is dead until somebody sees to it. */
    void died(String kind) {
        meters.counter("erp.task.dead", "kind", kind).increment();
    }

    void ran(String kind, Execution.Outcome outcome, Duration time) {
        timers.computeIfAbsent(kind + ' ' + outcome, _ -> Timer.builder("erp.task.run")
                .description("Attempts at tasks, by what came of them").tag("kind", kind)
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT)).serviceLevelObjectives(BOUNDS).register(meters))
                .record(time);
    }

    void waited(String kind, Duration time) {
        timers.computeIfAbsent(kind, _ -> Timer.builder("erp.task.wait").description("From when a task was due until its attempt began")
                .tag("kind", kind).serviceLevelObjectives(BOUNDS).register(meters)).record(time.isNegative() ? Duration.ZERO : time);
    }
}
