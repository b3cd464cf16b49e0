package erp.tasks;

import erp.tasks.Execution.Outcome;
import erp.tasks.Window.Entry;
import io.lettuce.core.RedisException;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.graceful.GracefulShutdownCapable;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Runs the tasks whose handlers are in this process: one reader a queue, and so many tasks at once as it has slots. It says every second
 * that it lives, what it holds, and looks whether somebody wants one of its tasks cancelled. When it is told to end, it takes nothing
 * more, gives back what it has not begun, and finishes the rest.
 */
@Singleton
@Requires(property = "erp.tasks.work", value = "true")
public class Worker implements ApplicationEventListener<ServerStartupEvent>, GracefulShutdownCapable {

    /** How long an entry may be without a sign of life before another worker takes it over. */
    static final Duration IDLE = Duration.ofSeconds(6);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final long BEAT_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final Handlers handlers;
    private final Execution execution;
    private final Failures failures;
    private final Window window;
    private final WorkerRows rows;
    private final Duration grace;
    private final int slots;
    private final Semaphore running;
    private final List<Lane> lanes = new ArrayList<>();
    private final String name = ProcessHandle.current().pid() + "@" + System.getenv().getOrDefault("HOSTNAME", "local") + "-"
            + UUID.randomUUID().toString().substring(0, 8);
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile boolean draining;
    private volatile boolean stopping;
    private Thread heart;

    Worker(Handlers handlers, Execution execution, Failures failures, Window window, WorkerRows rows,
            @Value("${erp.tasks.slots}") int slots, @Value("${micronaut.lifecycle.graceful-shutdown.grace-period}") Duration grace) {
        this.handlers = handlers;
        this.execution = execution;
        this.failures = failures;
        this.window = window;
        this.rows = rows;
        this.slots = slots;
        this.grace = grace;
        this.running = new Semaphore(slots);
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        Map<String, List<Kind>> queues = handlers.all().stream().map(Handlers.Known::kind)
                .collect(Collectors.groupingBy(Kind::queue, TreeMap::new, Collectors.toList()));
        if (queues.isEmpty() || heart != null) {
            return;
        }
        queues.forEach((queue, kinds) -> lanes.add(new Lane(queue, kinds.stream().mapToInt(Kind::batch).max().orElse(1))));
        heart = Thread.ofPlatform().daemon().name("task-heart").start(this::beat);
        lanes.forEach(lane -> Thread.ofVirtual().name("task-reader-" + lane.queue).start(lane::read));
        LOG.info("Runs the tasks of {} as {}", queues.keySet(), name);
    }

    /** For how long no reader has come round; empty where there is none. A worker that does not read does not live. */
    public OptionalLong silentNanos() {
        long now = System.nanoTime();
        return lanes.stream().mapToLong(lane -> now - lane.lastRound).max();
    }

    private void beat() {
        boolean known = false;
        boolean heard = true;
        while (!stopping) {
            try {
                if (!known) {
                    rows.declare(handlers.all());
                    known = true;
                }
                beatOnce();
                heard = true;
            } catch (RuntimeException away) {
                // PostgreSQL may be away for long; said once is enough, and the heart goes on.
                LOG.atLevel(heard ? Level.WARN : Level.DEBUG).setCause(away).log("This worker cannot say that it lives");
                heard = false;
            }
            lanes.forEach(Lane::keep);
            LockSupport.parkNanos(BEAT_NANOS);
        }
    }

    private void beatOnce() {
        List<Held> held = lanes.stream().flatMap(lane -> lane.held.values().stream()).toList();
        Set<UUID> unwanted = rows.beat(new WorkerRows.Beat(name, lanes.stream().map(lane -> lane.queue).toList(), slots,
                slots - running.availablePermits(), done.get(), failed.get(), draining, memoryMegabytes()), held.stream()
                .map(one -> new WorkerRows.Holding(one.entry.delivery().company(), one.entry.delivery().id(), one.fence)).toList());
        held.stream().filter(one -> unwanted.contains(one.entry.delivery().id())).forEach(one -> one.cancelled = true);
    }

    private static int memoryMegabytes() {
        return Math.toIntExact((ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
                + ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getUsed()) >> 20);
    }

    /** An entry that this worker has: waiting for a slot, running, or waiting for somebody who may be dead. */
    private final class Held implements Execution.Attempt {

        private final Entry entry;
        private volatile int fence = -1;
        private volatile boolean begun;
        private volatile boolean cancelled;
        private volatile Thread thread;

        Held(Entry entry) {
            this.entry = entry;
        }

        @Override
        public String worker() {
            return name;
        }

        @Override
        public boolean cancelled() {
            return cancelled;
        }

        @Override
        public boolean stopping() {
            return stopping;
        }

        @Override
        public void leased(int number) {
            fence = number;
        }

        @Override
        public int fence() {
            return fence;
        }
    }

    /** One queue, as this worker serves it. */
    private final class Lane {

        private final String queue;
        private final int batch;
        private final Semaphore free = new Semaphore(slots);
        private final Map<String, Held> held = new ConcurrentHashMap<>();
        private final Map<String, Held> waiting = new ConcurrentHashMap<>();
        private final Window.Reader reader;
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile long lastRound = System.nanoTime();
        private long lastReclaim = System.nanoTime();

        Lane(String queue, int batch) {
            this.queue = queue;
            this.batch = batch;
            this.reader = window.reader(queue, name);
        }

        void read() {
            while (!draining) {
                lastRound = System.nanoTime();
                try {
                    round();
                } catch (RedisException away) {
                    LOG.debug("Redis is away: {}", away.getMessage());
                    LockSupport.parkNanos(PATIENCE.toNanos() / 4);
                } catch (InterruptedException end) {
                    break;
                } catch (RuntimeException fault) {
                    LOG.error("The queue {} could not be read", queue, fault);
                    LockSupport.parkNanos(PATIENCE.toNanos());
                }
            }
            ended.countDown();
        }

        private void round() throws InterruptedException {
            if (!free.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            int permits = 1 + free.drainPermits();
            int used = 0;
            try {
                List<Entry> entries = new ArrayList<>();
                if (System.nanoTime() - lastReclaim > 2 * BEAT_NANOS) {
                    lastReclaim = System.nanoTime();
                    reader.reclaim(IDLE, permits).stream().filter(entry -> !held.containsKey(entry.id())).forEach(entries::add);
                }
                if (entries.isEmpty()) {
                    entries.addAll(reader.read(permits * batch, PATIENCE));
                }
                used = begin(entries, permits);
            } finally {
                free.release(permits - used);
            }
        }

        /** Begins what has come; returns how many slots it takes. */
        private int begin(List<Entry> entries, int permits) {
            List<List<Held>> shares = new ArrayList<>();
            Map<String, List<Held>> open = new HashMap<>();
            for (Entry entry : entries) {
                Held one = new Held(entry);
                held.put(entry.id(), one);
                int most = entry.reclaimed() ? 1 : handlers.find(entry.delivery().kind()).map(known -> known.kind().batch()).orElse(1);
                List<Held> share = open.computeIfAbsent(entry.delivery().company() + entry.delivery().kind(), _ -> new ArrayList<>());
                if (most == 1) {
                    shares.add(List.of(one));
                } else {
                    share.add(one);
                    if (share.size() == most) {
                        shares.add(List.copyOf(share));
                        share.clear();
                    }
                }
            }
            open.values().stream().filter(share -> !share.isEmpty()).forEach(shares::add);
            // More companies than slots may have come in one batch: what is over takes turns with the others.
            int threads = Math.min(permits, shares.size());
            for (int i = 0; i < threads; i++) {
                int first = i;
                Thread.ofVirtual().name("task-" + queue).start(() -> {
                    try {
                        for (int next = first; next < shares.size(); next += threads) {
                            serve(shares.get(next));
                        }
                    } finally {
                        free.release();
                    }
                });
            }
            return threads;
        }

        private void serve(List<Held> share) {
            try {
                running.acquire();
            } catch (InterruptedException end) {
                return;
            }
            try {
                share.forEach(one -> {
                    one.thread = Thread.currentThread();
                    one.begun = !draining;
                });
                if (draining) {
                    return;
                }
                List<Held> rest = new ArrayList<>(share);
                if (share.size() > 1) {
                    Set<UUID> together = Set.copyOf(
                            execution.runTogether(share.stream().map(one -> one.entry.delivery()).toList(), share.getFirst()));
                    List<Held> through = share.stream().filter(one -> together.contains(one.entry.delivery().id())).toList();
                    done.addAndGet(through.size());
                    forget(through);
                    rest.removeAll(through);
                }
                rest.forEach(this::attempt);
            } finally {
                running.release();
            }
        }

        private void attempt(Held one) {
            Delivery delivery = one.entry.delivery();
            try {
                if (handlers.find(delivery.kind()).isEmpty()) {
                    // An older or newer release of this program reads the same queue; its own worker will take it.
                    waiting.put(one.entry.id(), one);
                    return;
                }
                if (one.entry.reclaimed()) {
                    Kind kind = handlers.find(delivery.kind()).get().kind();
                    failures.lost(Execution.call(delivery), delivery, kind);
                }
                Outcome outcome = execution.run(delivery, one);
                if (outcome == Outcome.HELD) {
                    tryAgain(one);
                    return;
                }
                (outcome == Outcome.DONE ? done : failed).addAndGet(outcome == Outcome.GONE ? 0 : 1);
                forget(List.of(one));
            } catch (RuntimeException away) {
                // PostgreSQL is away: the task is what it was, and is tried again in a moment.
                LOG.warn("The task {} could not be attempted: {}", delivery.id(), away.getMessage());
                tryAgain(one);
            }
        }

        /** In a moment; until then nothing runs here, so a lease that could not be given back is to end by itself. */
        private void tryAgain(Held one) {
            one.fence = -1;
            waiting.put(one.entry.id(), one);
        }

        private void forget(List<Held> ended) {
            ended.forEach(one -> held.remove(one.entry.id()));
            window.acknowledge(queue, ended.stream().map(one -> one.entry).toList());
        }

        /** Every second: what is held is kept, and what somebody else had, who may be dead, is tried again. */
        private void keep() {
            try {
                List<String> entries = List.copyOf(held.keySet());
                if (!entries.isEmpty()) {
                    reader.keep(entries);
                }
            } catch (RuntimeException away) {
                LOG.debug("Redis is away: {}", away.getMessage());
            }
            waiting.values().forEach(one -> {
                if (waiting.remove(one.entry.id(), one)) {
                    Thread.ofVirtual().name("task-" + queue).start(() -> serve(List.of(one)));
                }
            });
        }

        /** Gives back what has not been begun. */
        private void giveBack() {
            List<Held> unbegun = held.values().stream().filter(one -> !one.begun || waiting.containsKey(one.entry.id())).toList();
            unbegun.forEach(one -> held.remove(one.entry.id()));
            try {
                window.release(queue, unbegun.stream().map(one -> one.entry).toList());
            } catch (RedisException away) {
                LOG.debug("not released: {}", away.getMessage());
            }
        }
    }

    @Override
    public CompletionStage<?> shutdownGracefully() {
        return CompletableFuture.runAsync(this::drain, Thread::startVirtualThread);
    }

    @Override
    public OptionalLong reportActiveTasks() {
        return OptionalLong.of(slots - running.availablePermits());
    }

    private synchronized void drain() {
        if (draining) {
            return;
        }
        draining = true;
        lanes.forEach(lane -> lane.reader.wake());
        try {
            for (Lane lane : lanes) {
                lane.ended.await(2, TimeUnit.SECONDS);
                lane.giveBack();
            }
            if (!running.tryAcquire(slots, grace.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Tasks are still running after {}; they are given back", grace);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    @PreDestroy
    void close() throws InterruptedException {
        drain();
        stopping = true;
        for (Lane lane : lanes) {
            lane.held.values().stream().map(one -> one.thread).filter(thread -> thread != null).forEach(Thread::interrupt);
        }
        running.tryAcquire(slots, 1, TimeUnit.SECONDS);
        for (Lane lane : lanes) {
            lane.held.values().forEach(one -> one.begun = false);
            lane.giveBack();
            lane.reader.close();
        }
        if (heart != null) {
            LockSupport.unpark(heart);
            rows.gone(name);
        }
    }
}
