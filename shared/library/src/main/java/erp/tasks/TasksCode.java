package erp.tasks;

import erp.work.Code;

/** Refusals of background tasks. */
public enum TasksCode implements Code {

    /** What is wanted is not possible in the state the task is in. */
    TASK_STATE(409),
    ARGUMENTS_UNREADABLE(422),
    UNKNOWN_KIND(422),
    UNKNOWN_ARGUMENT(422),
    CRON_FORMAT(422);

    private final int status;

    TasksCode(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
