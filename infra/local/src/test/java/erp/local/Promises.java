package erp.local;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** All that was acknowledged and all that was not, as the clerks have seen it. */
final class Promises {

    private final Queue<Promise> kept = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final Map<String, AtomicInteger> others = new ConcurrentHashMap<>();

    void add(Promise promise) {
        kept.add(promise);
        count.incrementAndGet();
    }

    /** Counts an answer that was no success, or a request that got none. */
    void other(String what) {
        others.computeIfAbsent(what, _ -> new AtomicInteger()).incrementAndGet();
    }

    int count() {
        return count.get();
    }

    Collection<Promise> all() {
        return List.copyOf(kept);
    }

    /** How often what else happened, by name. */
    Map<String, AtomicInteger> others() {
        return new TreeMap<>(others);
    }
}
