package erp.work;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What is being worked on: a process is alive while none of it outlives the time a transaction may take. */
@Singleton
public final class Progress {

    private final AtomicLong last = new AtomicLong();
    private final ConcurrentHashMap<Long, Long> started = new ConcurrentHashMap<>();

    Progress(MeterRegistry meters) {
        Gauge.builder("erp.work.in.progress", started, ConcurrentHashMap::size).description("Transactions under way").register(meters);
    }

    /** A piece of work; closing it ends it. */
    public interface Piece extends AutoCloseable {
        @Override
        void close();
    }

    Piece begin() {
        long number = last.incrementAndGet();
        started.put(number, System.nanoTime());
        return () -> started.remove(number);
    }

    /** For how long the oldest piece of work has been under way; zero when there is none. */
    public Duration oldest() {
        long now = System.nanoTime();
        return Duration.ofNanos(started.values().stream().mapToLong(start -> now - start).max().orElse(0));
    }
}
