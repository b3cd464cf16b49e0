package erp.health;

import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import javax.sql.DataSource;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Readiness is the pools and the schema: connections are to be had for what the functions here do, and the database is at the version
 * they were written for. Redis does not count: without it everything is slower, and still right.
 */
@Singleton
@Readiness
final class Ready implements HealthIndicator {

    private static final String VERSION = """
            select coalesce(max(version::integer), 0) from flyway.flyway_schema_history where success and version ~ '^[0-9]+$'""";

    private static final Logger LOG = LoggerFactory.getLogger(Ready.class);

    private final DataSource queries;
    private final List<DataSource> writers = new ArrayList<>();
    private final ExecutorService handlers;
    private final int needed;
    private volatile boolean ready = true;

    Ready(@Named("query") DataSource queries, @Named("command") DataSource commands, @Named("task") DataSource tasks,
            @Named(TaskExecutors.BLOCKING) ExecutorService handlers) {
        this.queries = queries;
        this.handlers = handlers;
        if (Card.all().stream().anyMatch(card -> !card.reads() && !card.task())) {
            writers.add(commands);
        }
        if (Card.all().stream().anyMatch(Card::task)) {
            writers.add(tasks);
        }
        this.needed = Card.all().stream().mapToInt(Card::schema).max().orElse(0);
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Mono.fromCallable(this::check).doOnNext(this::log).subscribeOn(Schedulers.fromExecutor(handlers));
    }

    /** A line each time it changes, and none for each question. */
    private void log(HealthResult result) {
        boolean now = HealthStatus.UP.equals(result.getStatus());
        if (now != ready) {
            ready = now;
            if (now) {
                LOG.info("Ready again");
            } else {
                LOG.warn("Not ready: {}", result.getDetails());
            }
        }
    }

    private HealthResult check() {
        try (Connection connection = queries.getConnection(); Statement statement = connection.createStatement();
                ResultSet version = statement.executeQuery(VERSION)) {
            version.next();
            int present = version.getInt(1);
            for (DataSource writer : writers) {
                writer.getConnection().close();
            }
            return result(present < needed ? HealthStatus.DOWN : HealthStatus.UP, "schema " + present + ", needed " + needed);
        } catch (SQLException e) {
            // The pool says that it has waited in vain, and its cause says for what.
            return result(HealthStatus.DOWN, e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
        }
    }

    private static HealthResult result(HealthStatus status, String text) {
        return HealthResult.builder("database", status).details(Map.of("text", text)).build();
    }
}
