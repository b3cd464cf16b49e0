package erp.tasks;

import erp.work.Code;

/** Refusals of background tasks. */
public enum TasksCode implements Code {

    /** What is wanted is not possible in the state the task is in. */
    TASK_STATE(409),
    ARGUMENTS_UNREADABLE(422),
    UNKNOWN_KIND(422),
    UNKNOWN_ARGUMENT(422),
    CRON_FORMAT(422),
    /** Nobody is answered with these: they say of a task why an attempt, or the task, came to an end. */
    CANCELLED(409),
    PREDECESSOR_ENDED(409),
    TIME_LIMIT(409),
    WORKER_LOST(409);

    private final int status;

    TasksCode(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
