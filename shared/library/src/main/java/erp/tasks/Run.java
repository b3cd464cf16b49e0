package erp.tasks;

import erp.work.Call;
import erp.work.Tx;
import erp.work.Work;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * One attempt at a task, as its handler sees it.
 */
public final class Run {

    private final UUID id;
    private final int attempt;
    private final Call call;
    private final Work work;
    private final BooleanSupplier cancelled;

    Run(UUID id, int attempt, Call call, Work work, BooleanSupplier cancelled) {
        this.id = id;
        this.attempt = attempt;
        this.call = call;
        this.work = work;
        this.cancelled = cancelled;
    }

    /** The task's identifier, the same at each attempt: what the other side recognises a repetition by. */
    public UUID id() {
        return id;
    }

    /** Which attempt this is, from 1. */
    public int attempt() {
        return attempt;
    }

    /** The company, the user who wanted the task, and the trace of the request it came from. */
    public Call call() {
        return call;
    }

    /**
     * Reads or writes for this task's company in a transaction of its own, for what runs {@link Outside}: committed whatever comes of the
     * task.
     */
    public <T> T work(Work.Handler<T> handler) {
        return work.task(call, handler);
    }

    /**
     * Ends the attempt here when somebody has cancelled the task; called by handlers that take long, between their steps.
     */
    public void checkpoint() {
        if (cancelled.getAsBoolean() || Thread.currentThread().isInterrupted()) {
            throw new Cancelled();
        }
    }

    /** What the tasks have returned that this one waited for, in the order of their identifiers, as JSON. */
    public java.util.List<String> results(Tx tx) {
        return tx.list(String.class, """
                select coalesce(t.result::text, 'null') from tasks.successors s
                  join tasks.tasks t on t.company_id = s.company_id and t.id = s.task_id
                 where s.company_id = ? and s.next_id = ? order by t.id""", tx.company(), id);
    }

    /** Somebody has cancelled this task. */
    static final class Cancelled extends RuntimeException {
        Cancelled() {
            super("cancelled", null, false, false);
        }
    }
}
