package erp.tasks;

import erp.work.Work;

/**
 * A task that calls somebody outside (mail, a webhook, a bank) or computes for long. It runs outside of any transaction under a lease,
 * which its worker extends while it lives. Should the worker die, another one tries again after the lease; so the other side is to be
 * told {@link Run#id}, by which it recognises a repetition.
 */
public non-sealed interface Outside<A extends Record> extends TaskHandler<A> {

    /**
     * Does it.
     *
     * @return what is to be written with the completion, in one transaction that is only committed while the lease is held; its value is
     *         the task's result
     * @throws erp.work.Refusal to end in the dead letters at once; anything else is tried again
     */
    Work.Handler<?> run(Run run, A args) throws Exception;
}
