package erp.security;

import erp.cache.Redis;
import erp.work.Refusal;
import erp.work.WorkCode;
import io.micronaut.context.annotation.Value;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How often a user may ask, and how often somebody may fail to sign in. Counted in Redis for all processes; while Redis is away
 * each process counts for itself, so that a limit is still kept.
 *
 * <p>A window is a whole number of its length since the epoch. A process takes a user's requests from Redis in small blocks, so
 * that not each request asks it; the limit may therefore be overrun by a block for each process.
 */
@Singleton
public final class Limits {

    private static final String STATE = "erp.limit";
    private static final int BLOCKS = 50;
    private static final int MAX_COUNTERS = 100_000;

    private final Redis redis;
    private final int requestsPerMinute;
    private final int failuresPerQuarterHour;
    private final ConcurrentHashMap<String, Counter> counters = new ConcurrentHashMap<>();

    Limits(Redis redis, @Value("${erp.limits.requests-per-minute}") int requestsPerMinute,
            @Value("${erp.limits.failed-sign-ins-per-quarter-hour}") int failuresPerQuarterHour) {
        this.redis = redis;
        this.requestsPerMinute = requestsPerMinute;
        this.failuresPerQuarterHour = failuresPerQuarterHour;
    }

    /** One window of one name in this process: what it has used, and how much of the common count it has taken. */
    private static final class Counter {
        private final long window;
        private long used;
        private long taken;
        private long common;

        Counter(long window) {
            this.window = window;
        }
    }

    private record State(String policy, long limit, long windowSeconds, long remaining, long resetSeconds) {
    }

    /**
     * Counts a request of a user.
     *
     * @throws Refusal 429 {@code rate_limited} when the limit of the current minute is used up
     */
    public void take(HttpRequest<?> request, Caller caller) {
        long now = System.currentTimeMillis() / 1000;
        long remaining = count("requests:" + caller.user(), now / 60, 60, requestsPerMinute, Math.max(1, requestsPerMinute / BLOCKS));
        State state = new State("user", requestsPerMinute, 60, Math.max(0, remaining), 60 - now % 60);
        request.setAttribute(STATE, state);
        if (remaining < 0) {
            throw new Refusal(WorkCode.RATE_LIMITED, state.resetSeconds);
        }
    }

    /**
     * Refuses a sign-in after too many failures for the same login.
     *
     * @throws Refusal 429 {@code rate_limited} until the quarter of an hour is over
     */
    public void refuseAfterFailures(HttpRequest<?> request, String login) {
        long now = System.currentTimeMillis() / 1000;
        if (count("failures:" + login, now / 900, 900, failuresPerQuarterHour, 0) <= 0) {
            long reset = 900 - now % 900;
            request.setAttribute(STATE, new State("sign-in", failuresPerQuarterHour, 900, 0, reset));
            throw new Refusal(WorkCode.RATE_LIMITED, reset);
        }
    }

    /** Counts a failed sign-in. */
    public void failed(String login) {
        count("failures:" + login, System.currentTimeMillis() / 1000 / 900, 900, failuresPerQuarterHour, 1);
    }

    /** Tells the caller its limit (draft-ietf-httpapi-ratelimit-headers), and when to come back. */
    public void headers(HttpRequest<?> request, MutableHttpResponse<?> response) {
        request.getAttribute(STATE, State.class).ifPresent(state -> {
            response.header("RateLimit-Policy", '"' + state.policy + "\";q=" + state.limit + ";w=" + state.windowSeconds);
            response.header("RateLimit", '"' + state.policy + "\";r=" + state.remaining + ";t=" + state.resetSeconds);
            if (response.code() == WorkCode.RATE_LIMITED.status() && !response.getHeaders().contains("Retry-After")) {
                response.header("Retry-After", Long.toString(state.resetSeconds));
            }
        });
    }

    /** Uses one (block 0: none) of a window's limit and returns what remains; below zero is too much. */
    private long count(String name, long window, int seconds, int limit, int block) {
        if (counters.size() > MAX_COUNTERS) {
            counters.clear();
        }
        Counter counter = counters.compute(name, (_, old) -> old == null || old.window != window ? new Counter(window) : old);
        synchronized (counter) {
            if (counter.used == counter.taken || block == 0) {
                String key = "limit:" + name + ":" + window;
                redis.ask(commands -> {
                    long common = block == 0 ? read(commands.get(key)) : commands.incrby(key, block);
                    if (common == block) {
                        commands.expire(key, seconds * 2L);
                    }
                    return common;
                }).ifPresentOrElse(common -> counter.common = Math.max(common, counter.taken + block), () -> counter.common += block);
                counter.taken += block;
            }
            if (block > 0) {
                counter.used++;
            }
            return limit - (counter.common - (counter.taken - counter.used));
        }
    }

    private static long read(String value) {
        return value == null ? 0 : Long.parseLong(value);
    }
}
