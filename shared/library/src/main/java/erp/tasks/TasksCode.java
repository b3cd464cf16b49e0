package erp.tasks;

import erp.work.Code;

/** Refusals of background tasks. */
public enum TasksCode implements Code {

    ARGUMENTS_UNREADABLE(422);

    private final int status;

    TasksCode(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
