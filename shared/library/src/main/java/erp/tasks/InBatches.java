package erp.tasks;

import erp.work.Tx;
import java.util.List;

/**
 * Small tasks of one company that are done together, with one commit for all. When it throws, each of them is tried alone, so that
 * one that cannot be done does not hinder the others.
 */
public non-sealed interface InBatches<A extends Record> extends TaskHandler<A> {

    /** Does them all, at most {@link Task#batch} of one company. */
    void run(Tx tx, List<A> batch);
}
