package erp.health;

import erp.work.Progress;
import io.micronaut.context.annotation.Value;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Liveness;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Liveness proves progress: the event loop answers this question, a handler thread runs within a second, and no piece of work is
 * older than any transaction may become. A database that is away does not make a process dead.
 */
@Singleton
@Liveness
final class Alive implements HealthIndicator {

    private final Progress progress;
    private final Duration longestWork;
    private final ExecutorService handlers;

    Alive(Progress progress, @Value("${erp.health.longest-work}") Duration longestWork,
            @Named(TaskExecutors.BLOCKING) ExecutorService handlers) {
        this.progress = progress;
        this.longestWork = longestWork;
        this.handlers = handlers;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Mono.fromFuture(CompletableFuture.supplyAsync(this::check, handlers)
                .completeOnTimeout(result(HealthStatus.DOWN, "no handler thread within a second"), 1, TimeUnit.SECONDS));
    }

    private HealthResult check() {
        Duration oldest = progress.oldest();
        return oldest.compareTo(longestWork) > 0 ? result(HealthStatus.DOWN, "work under way for " + oldest.toSeconds() + " s")
                : result(HealthStatus.UP, "working");
    }

    private static HealthResult result(HealthStatus status, String text) {
        return HealthResult.builder("progress", status).details(Map.of("text", text)).build();
    }
}
