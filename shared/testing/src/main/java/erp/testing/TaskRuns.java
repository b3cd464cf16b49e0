package erp.testing;

import erp.security.Caller;
import erp.tasks.Execution;
import erp.tasks.Tasks;
import erp.tasks.Wish;
import erp.work.Work;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Runs tasks at once, in the test's own thread and without Redis, as a worker would. */
@Singleton
public final class TaskRuns {

    private final Work work;
    private final Tasks tasks;
    private final Execution execution;

    TaskRuns(Work work, Tasks tasks, Execution execution) {
        this.work = work;
        this.tasks = tasks;
        this.execution = execution;
    }

    /** A task and what has become of it; result and arguments are JSON. */
    public record Row(UUID id, String kind, String state, int attempts, String args, @Nullable String result, @Nullable String errorCode,
                      @Nullable String error, @Nullable String document) {
    }

    /** Wants a task done and makes one attempt at it. */
    public Row run(Caller caller, Record args) {
        return run(caller, Wish.of(args));
    }

    /** The same with more to say about it. */
    public Row run(Caller caller, Wish wish) {
        return attempt(caller, enqueue(caller, wish));
    }

    /** Wants a task done, no more. */
    public UUID enqueue(Caller caller, Wish wish) {
        return work.run(caller, tx -> tasks.enqueue(tx, wish));
    }

    /** Makes an attempt at a task that is there. */
    public Row attempt(Caller caller, UUID id) {
        execution.attempt(caller.company(), id);
        return row(caller, id);
    }

    /** Makes an attempt at each task that is ready and that this test can run, until none is; returns them in their order. */
    public List<Row> drain(Caller caller) {
        List<Row> ran = new ArrayList<>();
        while (true) {
            List<UUID> ready = work.run(caller, tx -> tx.list(UUID.class,
                    "select id from tasks.tasks where company_id = ? and state = 'ready' order by rank, id", tx.company()))
                    .stream().filter(id -> ran.stream().noneMatch(row -> row.id.equals(id))).toList();
            if (ready.isEmpty()) {
                return ran;
            }
            ready.forEach(id -> ran.add(attempt(caller, id)));
        }
    }

    /** What has become of a task. */
    public Row row(Caller caller, UUID id) {
        return work.run(caller, tx -> tx.get(Row.class, COLUMNS + " and id = ?", tx.company(), id));
    }

    /** All tasks of a kind, oldest first: what a function has wanted done. */
    public List<Row> of(Caller caller, String kind) {
        return work.run(caller, tx -> tx.list(Row.class, COLUMNS + " and kind = ? order by id", tx.company(), kind));
    }

    private static final String COLUMNS = """
            select id, kind, state, attempts, args::text, result::text, error_code, error, document
              from tasks.tasks where company_id = ?""";
}
