package erp.tasks;

import erp.tasks.Execution.Outcome;
import erp.tasks.Window.Entry;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One queue, as a worker serves it: a reader takes what the window offers, as many entries as there are free slots, and each is attempted
 * in a thread of its own.
 */
final class Lane {

    /** How long an entry may be without a sign of life before another worker takes it over. */
    private static final Duration IDLE = Duration.ofSeconds(4);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private final Worker worker;
    private final String queue;
    private final int batch;
    private final Semaphore free;
    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private final Map<String, Held> waiting = new ConcurrentHashMap<>();
    private final Window.Reader reader;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long lastRound = System.nanoTime();
    private long lastReclaim = System.nanoTime();

    Lane(Worker worker, String queue, int batch) {
        this.worker = worker;
        this.queue = queue;
        this.batch = batch;
        this.free = new Semaphore(worker.slots);
        this.reader = worker.window.reader(queue, worker.name);
    }

    /** An entry that this worker has: waiting for a slot, running, or waiting for somebody who may be dead. */
    final class Held extends Execution.Attempt {

        private final Entry entry;
        private volatile boolean begun;
        private volatile long begunAt;
        private volatile boolean cancelled;
        private volatile Thread thread;

        Held(Entry entry) {
            this.entry = entry;
        }

        WorkerRows.Holding holding() {
            Duration running = begun && !waiting.containsKey(entry.id()) ? Duration.ofNanos(System.nanoTime() - begunAt) : null;
            return new WorkerRows.Holding(entry.delivery().company(), entry.delivery().id(), fence(), running);
        }

        void cancel() {
            cancelled = true;
        }

        @Override
        String worker() {
            return worker.name;
        }

        @Override
        boolean cancelled() {
            return cancelled;
        }

        @Override
        boolean stopping() {
            return worker.stopping;
        }
    }

    String queue() {
        return queue;
    }

    /** What this worker has of the queue. */
    Collection<Held> held() {
        return held.values();
    }

    /** For how long the reader has not come round. */
    long silentNanos() {
        return System.nanoTime() - lastRound;
    }

    void read() {
        while (!worker.draining) {
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
            // All lanes share the slots: what none is free for is left to other workers.
            if (!worker.running.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            worker.running.release();
            int most = Math.clamp(worker.running.availablePermits(), 1, permits);
            List<Entry> entries = new ArrayList<>();
            if (System.nanoTime() - lastReclaim > PATIENCE.toNanos()) {
                lastReclaim = System.nanoTime();
                reader.reclaim(IDLE, most).stream().filter(entry -> !held.containsKey(entry.id())).forEach(entries::add);
            }
            if (entries.isEmpty()) {
                entries.addAll(reader.read(most * batch, PATIENCE));
                // While it waited, other lanes may have taken slots.
                List<Entry> over = entries.subList(Math.min(entries.size(), worker.running.availablePermits() * batch), entries.size());
                if (!over.isEmpty() && isReleased(over)) {
                    over.clear();
                }
            }
            used = begin(entries, most);
        } finally {
            free.release(permits - used);
        }
    }

    /** Begins what has come; returns how many slots it takes. */
    private int begin(List<Entry> entries, int slots) {
        List<List<Held>> shares = new ArrayList<>();
        Map<String, List<Held>> open = new HashMap<>();
        for (Entry entry : entries) {
            Held one = new Held(entry);
            held.put(entry.id(), one);
            int most = entry.reclaimed() ? 1 : worker.handlers.find(entry.delivery().kind()).map(known -> known.kind().batch()).orElse(1);
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
        int threads = Math.min(slots, shares.size());
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
            worker.running.acquire();
        } catch (InterruptedException end) {
            return;
        }
        try {
            boolean late = worker.draining;
            share.forEach(one -> {
                one.thread = Thread.currentThread();
                one.begunAt = System.nanoTime();
                one.begun = !late;
            });
            if (late) {
                return;
            }
            List<Held> rest = new ArrayList<>(share);
            if (share.size() > 1) {
                Set<UUID> together = Set.copyOf(
                        worker.execution.runTogether(share.stream().map(one -> one.entry.delivery()).toList(), share.getFirst()));
                List<Held> through = share.stream().filter(one -> together.contains(one.entry.delivery().id())).toList();
                worker.done.addAndGet(through.size());
                forget(through);
                rest.removeAll(through);
            }
            rest.forEach(this::attempt);
        } finally {
            worker.running.release();
        }
    }

    private void attempt(Held one) {
        Delivery delivery = one.entry.delivery();
        try {
            if (worker.handlers.find(delivery.kind()).isEmpty()) {
                // An older or newer release of this program reads the same queue; its own worker will take it.
                waiting.put(one.entry.id(), one);
                return;
            }
            if (one.entry.reclaimed()) {
                Kind kind = worker.handlers.find(delivery.kind()).get().kind();
                worker.failures.lost(Execution.call(delivery), delivery, kind);
            }
            Outcome outcome = worker.execution.run(delivery, one);
            if (outcome == Outcome.HELD) {
                tryAgain(one);
                return;
            }
            (outcome == Outcome.DONE ? worker.done : worker.failed).addAndGet(outcome == Outcome.GONE ? 0 : 1);
            forget(List.of(one));
        } catch (RuntimeException away) {
            // PostgreSQL is away: the task is what it was, and is tried again in a moment.
            LOG.warn("The task {} could not be attempted: {}", delivery.id(), away.getMessage());
            tryAgain(one);
        }
    }

    /** In a moment; until then nothing runs here, so a lease that could not be given back is to end by itself. */
    private void tryAgain(Held one) {
        one.leased(-1);
        waiting.put(one.entry.id(), one);
    }

    private void forget(List<Held> ended) {
        ended.forEach(one -> held.remove(one.entry.id()));
        worker.window.acknowledge(queue, ended.stream().map(one -> one.entry).toList());
    }

    /** Every second: what is held is kept, and what somebody else had, who may be dead, is tried again. */
    void keep() {
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
        isReleased(unbegun.stream().map(one -> one.entry).toList());
    }

    /** Leaves entries to other workers; they stay here where Redis is away. */
    private boolean isReleased(List<Entry> entries) {
        try {
            worker.window.release(queue, entries);
            return true;
        } catch (RedisException away) {
            LOG.debug("not released: {}", away.getMessage());
            return false;
        }
    }

    /** Ends the reader, which takes nothing more. */
    void end() throws InterruptedException {
        ended.await(2, TimeUnit.SECONDS);
        giveBack();
    }

    /** Gives back what still runs, although it may not have ended. */
    void abandon() {
        held.values().forEach(one -> one.begun = false);
        giveBack();
        reader.close();
    }

    /** Ends a wait of the reader. */
    void wake() {
        reader.wake();
    }

    /** Ends what runs. */
    void interrupt() {
        held.values().stream().map(one -> one.thread).filter(thread -> thread != null).forEach(Thread::interrupt);
    }
}
