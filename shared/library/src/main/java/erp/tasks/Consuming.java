package erp.tasks;

import io.micronaut.context.annotation.Value;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Liveness;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Liveness of what works in the background: readers and dispatcher come round. A process that is up and no longer reads its queue would
 * never be noticed otherwise; Redis or PostgreSQL being away does not keep them from coming round.
 */
@Singleton
@Liveness
final class Consuming implements HealthIndicator {

    private final @Nullable Worker worker;
    private final Dispatcher dispatcher;
    private final Duration longest;

    Consuming(@Nullable Worker worker, Dispatcher dispatcher, @Value("${erp.health.longest-work}") Duration longest) {
        this.worker = worker;
        this.dispatcher = dispatcher;
        this.longest = longest;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        long silent = Math.max(worker == null ? -1 : worker.silentNanos().orElse(-1), dispatcher.silentNanos());
        boolean stuck = silent > longest.toNanos();
        return Mono.just(HealthResult.builder("tasks", stuck ? HealthStatus.DOWN : HealthStatus.UP)
                .details(Map.of("text", stuck ? "no round for " + Duration.ofNanos(silent).toSeconds() + " s" : "coming round")).build());
    }
}
