package erp.tasks;

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
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

    private static final long BEAT_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    // What its lanes share.
    final Handlers handlers;
    final Execution execution;
    final Failures failures;
    final Window window;
    final int slots;
    final Semaphore running;
    final String name = ProcessHandle.current().pid() + "@" + System.getenv().getOrDefault("HOSTNAME", "local") + "-"
            + UUID.randomUUID().toString().substring(0, 8);
    final AtomicLong done = new AtomicLong();
    final AtomicLong failed = new AtomicLong();
    volatile boolean draining;
    volatile boolean stopping;
    private final WorkerRows rows;
    private final Duration grace;
    private final List<Lane> lanes = new ArrayList<>();
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
        queues.forEach((queue, kinds) -> lanes.add(new Lane(this, queue, kinds.stream().mapToInt(Kind::batch).max().orElse(1))));
        heart = Thread.ofPlatform().daemon().name("task-heart").start(this::beat);
        lanes.forEach(lane -> Thread.ofVirtual().name("task-reader-" + lane.queue()).start(lane::read));
        LOG.info("Runs the tasks of {} as {}", queues.keySet(), name);
    }

    /** For how long no reader has come round; empty where there is none. A worker that does not read does not live. */
    public OptionalLong silentNanos() {
        return lanes.stream().mapToLong(Lane::silentNanos).max();
    }

    private void beat() {
        boolean known = false;
        boolean heard = true;
        while (!stopping) {
            // First, because PostgreSQL may keep it waiting.
            lanes.forEach(Lane::keep);
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
            LockSupport.parkNanos(BEAT_NANOS);
        }
    }

    private void beatOnce() {
        List<Lane.Held> held = lanes.stream().flatMap(lane -> lane.held().stream()).toList();
        Set<UUID> unwanted = rows.beat(new WorkerRows.Beat(name, lanes.stream().map(Lane::queue).toList(), slots,
                slots - running.availablePermits(), done.get(), failed.get(), draining, memoryMegabytes()),
                held.stream().map(Lane.Held::holding).toList());
        held.stream().filter(one -> unwanted.contains(one.holding().id())).forEach(Lane.Held::cancel);
    }

    private static int memoryMegabytes() {
        return Math.toIntExact((ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
                + ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getUsed()) >> 20);
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
        lanes.forEach(Lane::wake);
        try {
            for (Lane lane : lanes) {
                lane.end();
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
        lanes.forEach(Lane::interrupt);
        running.tryAcquire(slots, 1, TimeUnit.SECONDS);
        lanes.forEach(Lane::abandon);
        if (heart != null) {
            LockSupport.unpark(heart);
            rows.gone(name);
        }
    }
}
