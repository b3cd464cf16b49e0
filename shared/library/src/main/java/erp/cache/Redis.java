package erp.cache;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Value;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redis, which may be away at any moment: then every question has no answer, the caller does without, and nobody waits for it
 * twice. It never fails a request, and it never keeps a process from starting.
 */
@Singleton
public final class Redis {

    private static final Logger LOG = LoggerFactory.getLogger(Redis.class);
    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final RedisClient client;
    private final AtomicBoolean connecting = new AtomicBoolean();
    private volatile StatefulRedisConnection<String, String> connection;
    private volatile long awayUntil = System.nanoTime();
    private volatile boolean present = true;

    Redis(@Value("${redis.uri}") String uri, MeterRegistry meters) {
        RedisURI address = RedisURI.create(uri);
        address.setTimeout(PATIENCE);
        client = RedisClient.create(address);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder().connectTimeout(PATIENCE).build())
                .build());
        Gauge.builder("erp.redis.connections", this, redis -> redis.connection != null && redis.connection.isOpen() ? 1 : 0)
                .description("Open connections to Redis").register(meters);
    }

    /** What Redis says to a question, or nothing while it is away. */
    public <T> Optional<T> ask(Function<RedisCommands<String, String>, T> question) {
        if (System.nanoTime() - awayUntil < 0) {
            return Optional.empty();
        }
        try {
            StatefulRedisConnection<String, String> open = open();
            if (open == null) {
                return Optional.empty();
            }
            Optional<T> answer = Optional.ofNullable(question.apply(open.sync()));
            if (!present) {
                present = true;
                LOG.info("Redis is back");
            }
            return answer;
        } catch (RedisException e) {
            away(e);
            return Optional.empty();
        }
    }

    /** The connection, made when first needed; while one thread makes it, the others do without. */
    private StatefulRedisConnection<String, String> open() {
        if (connection == null && connecting.compareAndSet(false, true)) {
            try {
                connection = client.connect();
            } finally {
                connecting.set(false);
            }
        }
        return connection;
    }

    private void away(RedisException e) {
        awayUntil = System.nanoTime() + PAUSE_NANOS;
        if (present) {
            present = false;
            LOG.warn("Redis is away, going on without: {}", e.getMessage());
        }
    }

    @PreDestroy
    void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
}
