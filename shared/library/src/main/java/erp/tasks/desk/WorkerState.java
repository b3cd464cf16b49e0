package erp.tasks.desk;

import erp.work.Tx;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.List;

/**
 * A process that runs tasks. Workers serve all companies, so they have none.
 *
 * @param queues   the queues it takes tasks from
 * @param slots    how many tasks it runs at once at most
 * @param draining whether it takes no more tasks, because it is about to end
 * @param gone     whether it has not been heard of for {@value #SILENT_SECONDS} seconds; after an hour it is forgotten
 */
@Introspected
public record WorkerState(String id, List<String> queues, int slots, int running, long done, long failed, boolean draining,
                          String version, int memoryMb, Instant startedAt, Instant seenAt, boolean gone) {

    static final int SILENT_SECONDS = 15;
    private static final String SELECT = """
            select w.*, w.seen_at < now() - interval '%d seconds' as gone from tasks.workers w""".formatted(SILENT_SECONDS);

    /** All workers, those that live first. */
    public static List<WorkerState> list(Tx tx) {
        return tx.list(WorkerState.class, SELECT + " order by gone, w.id");
    }

    /** One of them. */
    public static WorkerState of(Tx tx, String id) {
        return tx.get(WorkerState.class, SELECT + " where w.id = ?", id);
    }
}
