package erp.platform.console;

import erp.tasks.desk.QueueState;
import erp.tasks.desk.Scope;
import erp.work.Tx;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The last hour of each company's queues. It is counted every ten seconds at most, however many pages show it. */
@Singleton
class Hours {

    private static final int FRESH_SECONDS = 10;
    private static final int MOST = 1_000;

    private final Map<Integer, Counted> counted = new ConcurrentHashMap<>();

    private record Counted(Instant at, List<QueueState.Minute> minutes) {
    }

    List<QueueState.Minute> of(Tx tx, Scope scope) {
        Counted known = counted.get(scope.company());
        if (known == null || known.at.plusSeconds(FRESH_SECONDS).isBefore(tx.now())) {
            known = new Counted(tx.now(), QueueState.lastHour(tx, scope));
            if (counted.size() >= MOST) {
                counted.clear();
            }
            counted.put(scope.company(), known);
        }
        return known.minutes;
    }
}
