package erp.tasks;

import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;

/**
 * A task whose effect is in the database: effect and completion are committed together, so it happens exactly once, whatever dies.
 * It must not call anything outside, nor compute for longer than 8 s between two statements: then the database ends its transaction.
 */
public non-sealed interface InTransaction<A extends Record> extends TaskHandler<A> {

    /**
     * Does it.
     *
     * @return what is to be shown as its result and given to the tasks that wait for it; null for nothing
     * @throws erp.work.Refusal to end in the dead letters at once, with the refusal's text as the reason; anything else is tried again
     */
    @Nullable Object run(Tx tx, Run run, A args);
}
