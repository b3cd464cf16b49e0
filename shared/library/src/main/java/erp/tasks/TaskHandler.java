package erp.tasks;

/**
 * What runs a kind of task: a bean with one method, of one of three forms. {@link InTransaction} is the usual one; {@link InBatches} for
 * many small tasks whose effects bear one commit; {@link Outside} for what calls somebody else or takes long.
 *
 * @param <A> the arguments: a record with {@link Task}
 */
public sealed interface TaskHandler<A extends Record> permits InTransaction, InBatches, Outside {
}
