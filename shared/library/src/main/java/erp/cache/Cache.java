package erp.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A cache of what is read often and changes rarely: a moment in this process, a minute in Redis for all. An answer may
 * therefore be {@value #MOMENT_SECONDS} + {@value #MINUTE_SECONDS} seconds old at most, also when nobody evicts it; without Redis
 * it is read from its source more often, and is the same.
 */
@Singleton
public final class Cache {

    static final int MOMENT_SECONDS = 5;
    static final int MINUTE_SECONDS = 50;
    private static final int MAX_ENTRIES = 10_000;
    private static final String PREFIX = "cache:";

    private record Entry(Object value, long until) {
    }

    private final Redis redis;
    private final ObjectMapper json;
    private final ConcurrentHashMap<String, Entry> moment = new ConcurrentHashMap<>();

    Cache(Redis redis, ObjectMapper json) {
        this.redis = redis;
        this.json = json;
    }

    /** The value under a key: from here, from Redis, or else from its source, which must not be null. */
    public <T> T get(String key, Class<T> type, Supplier<T> source) {
        long now = System.nanoTime();
        Entry entry = moment.get(key);
        if (entry != null && entry.until - now > 0) {
            return type.cast(entry.value);
        }
        T value = redis.ask(commands -> commands.get(PREFIX + key)).flatMap(text -> parse(text, type)).orElseGet(() -> {
            T fresh = source.get();
            redis.ask(commands -> commands.setex(PREFIX + key, MINUTE_SECONDS, text(fresh)));
            return fresh;
        });
        if (moment.size() >= MAX_ENTRIES) {
            moment.clear();
        }
        moment.put(key, new Entry(value, now + MOMENT_SECONDS * 1_000_000_000L));
        return value;
    }

    /** Forgets a key, here at once and in Redis if it answers; other processes follow within {@value #MOMENT_SECONDS} seconds. */
    public void evict(String key) {
        moment.remove(key);
        redis.ask(commands -> commands.del(PREFIX + key));
    }

    private <T> Optional<T> parse(String text, Class<T> type) {
        try {
            return Optional.of(json.readValue(text, type));
        } catch (JsonProcessingException older) {
            // Another version of this program may have written it in another form.
            return Optional.empty();
        }
    }

    private String text(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
