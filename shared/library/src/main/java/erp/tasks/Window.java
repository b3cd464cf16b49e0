package erp.tasks;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.Consumer;
import io.lettuce.core.Limit;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.XAutoClaimArgs;
import io.lettuce.core.XClaimArgs;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.models.stream.ClaimedMessages;
import io.lettuce.core.models.stream.PendingMessage;
import io.lettuce.core.Range;
import io.micronaut.context.annotation.Value;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The few tasks of each queue that are on their way to a worker or with one: a Redis Stream, and a set of who is in it, so that nobody is
 * in it twice. Its size is a small multiple of what the workers do at once; everything else waits in PostgreSQL, in its order. So
 * it holds nothing that cannot be published again, and losing all of it costs a moment.
 *
 * <p>A task that has just been committed goes straight in while the dispatcher says that nothing waits before it: the key {@code direct},
 * which holds the window's size and expires on its own.
 */
@Singleton
public class Window {

    static final Duration DIRECT_FOR = Duration.ofSeconds(3);
    private static final int MOST_HELD = 10_000;
    private static final String GROUP = "workers";
    private static final String FIELD = "t";
    private static final Logger LOG = LoggerFactory.getLogger(Window.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    // KEYS stream, set, direct; ARGV size (empty: what `direct` says), then member and text of each task. Returns how many went in.
    private static final String PUBLISH = """
            local size = ARGV[1]
            if size == '' then size = redis.call('GET', KEYS[3]) end
            if not size then return 0 end
            local room = tonumber(size) - redis.call('SCARD', KEYS[2])
            local published = 0
            for i = 2, #ARGV, 2 do
                if published >= room then break end
                if redis.call('SADD', KEYS[2], ARGV[i]) == 1 then
                    redis.call('XADD', KEYS[1], '*', 't', ARGV[i + 1])
                    published = published + 1
                end
            end
            return published""";
    // KEYS stream, set; ARGV group, then entry and member of each.
    private static final String ACKNOWLEDGE = """
            for i = 2, #ARGV, 2 do
                redis.call('XACK', KEYS[1], ARGV[1], ARGV[i])
                redis.call('XDEL', KEYS[1], ARGV[i])
                redis.call('SREM', KEYS[2], ARGV[i + 1])
            end""";
    // The same, and back into the stream as new: for what a worker that ends has not begun.
    private static final String RELEASE = """
            for i = 2, #ARGV, 2 do
                redis.call('XACK', KEYS[1], ARGV[1], ARGV[i])
                redis.call('XDEL', KEYS[1], ARGV[i])
                redis.call('XADD', KEYS[1], '*', 't', ARGV[i + 1])
            end""";
    // KEYS stream, set: members without an entry, which a lost write has left, go.
    private static final String RECONCILE = """
            local there = {}
            for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+')) do
                local company, id = string.match(entry[2][2], '^(%S+) (%S+)')
                there[company .. ' ' .. id] = true
            end
            for _, member in ipairs(redis.call('SMEMBERS', KEYS[2])) do
                if not there[member] then redis.call('SREM', KEYS[2], member) end
            end""";

    // KEYS known: for how many seconds this Redis has known the queue.
    private static final String KNOWN = """
            local now = tonumber(redis.call('TIME')[1])
            redis.call('SET', KEYS[1], now, 'NX')
            return now - tonumber(redis.call('GET', KEYS[1]))""";

    private final RedisClient client;
    private final String prefix;
    private final AtomicBoolean connecting = new AtomicBoolean();
    private volatile StatefulRedisConnection<String, String> shared;

    Window(@Value("${erp.tasks.redis-uri}") String uri, @Value("${erp.tasks.prefix}") String prefix) {
        this.prefix = prefix;
        RedisURI address = RedisURI.create(uri);
        address.setTimeout(PATIENCE);
        client = RedisClient.create(address);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .socketOptions(SocketOptions.builder().connectTimeout(PATIENCE).build()).build());
    }

    /** An entry of the stream; {@code reclaimed} from a worker that has not said that it lives. */
    record Entry(String id, Delivery delivery, boolean reclaimed) {
    }

    /** Offers tasks that have just been committed. Does not wait: what is not wanted now, the dispatcher publishes later. */
    void offer(String queue, List<Delivery> deliveries) {
        try {
            if (shared == null) {
                // Connecting would keep whoever has just committed waiting; the dispatcher is there for what comes meanwhile.
                if (connecting.compareAndSet(false, true)) {
                    Thread.startVirtualThread(this::connectOnce);
                }
                return;
            }
            shared.async().eval(PUBLISH, ScriptOutputType.INTEGER, keys(queue), published("", deliveries));
        } catch (RedisException away) {
            LOG.debug("not offered: {}", away.getMessage());
        }
    }

    /** Publishes tasks as far as the window has room. */
    long publish(String queue, int size, List<Delivery> deliveries) {
        return connection().sync().<Long>eval(PUBLISH, ScriptOutputType.INTEGER, keys(queue),
                published(Integer.toString(size), deliveries));
    }

    /** Says for a moment that what is committed may go straight in; or that it may not. */
    void direct(String queue, int size) {
        if (size > 0) {
            connection().async().psetex(key(queue, "direct"), DIRECT_FOR.toMillis(), Integer.toString(size));
        } else {
            connection().async().del(key(queue, "direct"));
        }
    }

    /** Who is in the window: a company and an identifier each. */
    Set<String> members(String queue) {
        return connection().sync().smembers(key(queue, "in"));
    }

    /** For how long Redis has known a queue: not at all when it has just lost everything. */
    Duration known(String queue) {
        return Duration.ofSeconds(connection().sync().<Long>eval(KNOWN, ScriptOutputType.INTEGER,
                new String[] {key(queue, "known")}));
    }

    /** How many entries of a queue no worker has taken yet. */
    long untaken(String queue) {
        return connection().sync().xlen(key(queue, "stream"))
                - unlessNoGroup(queue, () -> 0L, () -> connection().sync().xpending(key(queue, "stream"), GROUP).getCount());
    }

    /** Forgets members that have no entry, and workers that are gone and hold nothing. */
    void reconcile(String queue, Collection<String> workers) {
        connection().sync().eval(RECONCILE, ScriptOutputType.STATUS, keys(queue));
        if (connection().sync().exists(key(queue, "stream")) == 1) {
            unlessNoGroup(queue, List::of, () -> connection().sync().xinfoConsumers(key(queue, "stream"), GROUP)).stream()
                    .map(Window::fields).filter(consumer -> !workers.contains(consumer.get("name").toString())
                            && consumer.get("pending").toString().equals("0"))
                    .forEach(consumer -> connection().sync().xgroupDelconsumer(key(queue, "stream"),
                            Consumer.from(GROUP, consumer.get("name").toString())));
        }
    }

    private static Map<Object, Object> fields(Object consumer) {
        List<?> flat = (List<?>) consumer;
        Map<Object, Object> fields = new java.util.HashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            fields.put(flat.get(i), flat.get(i + 1));
        }
        return fields;
    }

    /** Which tasks of a queue are with which worker, by the task's name in the window. */
    public Map<String, String> holders(String queue) {
        Map<String, String> texts = connection().sync().xrange(key(queue, "stream"), Range.unbounded()).stream()
                .collect(Collectors.toMap(StreamMessage::getId, message -> Delivery.parse(message.getBody().get(FIELD)).member()));
        return unlessNoGroup(queue, List::<PendingMessage>of, () -> connection().sync().xpending(key(queue, "stream"), GROUP,
                Range.unbounded(), Limit.from(MOST_HELD))).stream().filter(pending -> texts.containsKey(pending.getId()))
                .collect(Collectors.toMap(pending -> texts.get(pending.getId()), PendingMessage::getConsumer, (one, _) -> one));
    }

    /** A connection of one reader's own, because it blocks. */
    Reader reader(String queue, String worker) {
        return new Reader(queue, worker);
    }

    /** What one worker takes from one queue. */
    final class Reader implements AutoCloseable {

        private final String queue;
        private final String worker;
        private volatile StatefulRedisConnection<String, String> own;
        private volatile long clientId;
        private String reclaimed = "0-0";

        private Reader(String queue, String worker) {
            this.queue = queue;
            this.worker = worker;
        }

        /** Waits for entries that nobody has, at most {@code patience}. */
        List<Entry> read(int count, Duration patience) {
            if (own == null || !own.isOpen()) {
                close();
                own = client.connect();
                clientId = own.sync().clientId();
                createGroup(queue);
            }
            return unlessNoGroup(queue, List::<Entry>of, () -> own.sync().xreadgroup(Consumer.from(GROUP, worker),
                    XReadArgs.Builder.block(patience).count(count), XReadArgs.StreamOffset.lastConsumed(key(queue, "stream"))).stream()
                    .map(message -> entry(message, false)).toList());
        }

        /** Ends a {@link #read} that waits; nothing that was delivered is lost by it. */
        void wake() {
            if (own != null && own.isOpen()) {
                connection().async().clientUnblock(clientId, io.lettuce.core.UnblockType.TIMEOUT);
            }
        }

        /** Takes over what another worker has held for so long that it must have died. */
        List<Entry> reclaim(Duration idle, int count) {
            return unlessNoGroup(queue, List::<Entry>of, () -> {
                ClaimedMessages<String, String> claimed = connection().sync().xautoclaim(key(queue, "stream"),
                        new XAutoClaimArgs<String>().consumer(Consumer.from(GROUP, worker)).minIdleTime(idle).startId(reclaimed)
                                .count(count));
                // Redis looks at ten entries for each that is wanted: what stands behind many that are alive comes next time.
                reclaimed = claimed.getId();
                // Redis 6 names entries that have been deleted, without a body.
                return claimed.getMessages().stream().filter(message -> message.getBody() != null && message.getBody().containsKey(FIELD))
                        .map(message -> entry(message, true)).toList();
            });
        }

        /** Says that this worker lives and still has these. */
        void keep(List<String> entries) {
            unlessNoGroup(queue, List::of, () -> connection().sync().xclaim(key(queue, "stream"), Consumer.from(GROUP, worker),
                    new XClaimArgs().minIdleTime(0).justid(), entries.toArray(String[]::new)));
        }

        @Override
        public void close() {
            if (own != null) {
                own.closeAsync();
            }
        }
    }

    /** These are done with. Does not wait: an entry that stays is found to be done when it is delivered again. */
    void acknowledge(String queue, List<Entry> entries) {
        try {
            connection().async().eval(ACKNOWLEDGE, ScriptOutputType.STATUS, keys(queue), withGroup(entries, Delivery::member));
        } catch (RedisException away) {
            LOG.debug("not acknowledged: {}", away.getMessage());
        }
    }

    /** These have not been begun and go to another worker. */
    void release(String queue, List<Entry> entries) {
        connection().sync().eval(RELEASE, ScriptOutputType.STATUS, keys(queue), withGroup(entries, Delivery::text));
    }

    private static Entry entry(StreamMessage<String, String> message, boolean reclaimed) {
        return new Entry(message.getId(), Delivery.parse(message.getBody().get(FIELD)), reclaimed);
    }

    /** After a loss of Redis there is neither stream nor group: both are made anew, and nothing was there to be read. */
    private <T> T unlessNoGroup(String queue, Supplier<T> nothing, Supplier<T> question) {
        try {
            return question.get();
        } catch (RedisCommandExecutionException e) {
            if (e.getMessage() != null && e.getMessage().startsWith("NOGROUP")) {
                createGroup(queue);
                return nothing.get();
            }
            throw e;
        }
    }

    private void createGroup(String queue) {
        try {
            connection().sync().xgroupCreate(XReadArgs.StreamOffset.from(key(queue, "stream"), "0"), GROUP,
                    XGroupCreateArgs.Builder.mkstream());
        } catch (RedisCommandExecutionException e) {
            if (e.getMessage() == null || !e.getMessage().startsWith("BUSYGROUP")) {
                throw e;
            }
        }
    }

    private String[] keys(String queue) {
        return new String[] {key(queue, "stream"), key(queue, "in"), key(queue, "direct")};
    }

    private String key(String queue, String what) {
        return prefix + ":{" + queue + "}:" + what;
    }

    private static String[] published(String size, List<Delivery> deliveries) {
        List<String> args = new ArrayList<>(List.of(size));
        deliveries.forEach(delivery -> args.addAll(List.of(delivery.member(), delivery.text())));
        return args.toArray(String[]::new);
    }

    private static String[] withGroup(List<Entry> entries, java.util.function.Function<Delivery, String> what) {
        List<String> args = new ArrayList<>(List.of(GROUP));
        entries.forEach(entry -> args.addAll(List.of(entry.id, what.apply(entry.delivery))));
        return args.toArray(String[]::new);
    }

    private void connectOnce() {
        try {
            connection();
        } catch (RedisException away) {
            LOG.debug("not connected: {}", away.getMessage());
        } finally {
            connecting.set(false);
        }
    }

    private StatefulRedisConnection<String, String> connection() {
        StatefulRedisConnection<String, String> open = shared;
        if (open == null) {
            synchronized (this) {
                if (shared == null) {
                    shared = client.connect();
                }
                open = shared;
            }
        }
        return open;
    }

    @PreDestroy
    void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
}
