package erp.tasks.desk;

import erp.work.Code;

/** Why a task, a queue or a schedule is not changed as somebody wants it. */
public enum TaskCode implements Code {

    /** What is wanted is not possible in the state the task is in. */
    TASK_STATE(409),
    UNKNOWN_KIND(422),
    UNKNOWN_ARGUMENT(422),
    CRON_FORMAT(422);

    private final int status;

    TaskCode(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
