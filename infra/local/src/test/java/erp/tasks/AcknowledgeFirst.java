package erp.tasks;

import erp.work.Call;
import erp.work.JsonText;
import erp.work.Work;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * A mutant of the engine, which the fault run must find: commits that a task is done, and then does it. So what is killed in between
 * never happens, and nobody knows. (An entry in Redis that is acknowledged too early would be no mutant: the task is still ready in
 * PostgreSQL, and is sent again.)
 */
@Singleton
@Replaces(Execution.class)
@Requires(property = "faults.mutant", value = "acknowledge-first")
final class AcknowledgeFirst extends Execution {

    private final Work work;
    private final Handlers handlers;
    private final JsonText json;

    AcknowledgeFirst(Work work, Handlers handlers, Failures failures, Window window, JsonText json, TaskMetrics metrics) {
        super(work, handlers, failures, window, json, metrics);
        this.work = work;
        this.handlers = handlers;
        this.json = json;
    }

    @Override
    Outcome run(Delivery delivery, Attempt attempt) {
        Handlers.Known known = handlers.find(delivery.kind()).orElseThrow();
        return known.handler() instanceof InTransaction<?> handler ? run(handler, known, delivery, attempt) : super.run(delivery, attempt);
    }

    private <A extends Record> Outcome run(InTransaction<A> handler, Handlers.Known known, Delivery delivery, Attempt attempt) {
        Call call = call(delivery);
        Optional<String> args = work.task(call, tx -> {
            Optional<String> found = tx.find(String.class, """
                    select args::text from tasks.tasks where company_id = ? and id = ? and state = 'ready' for update skip locked""",
                    tx.company(), delivery.id());
            tx.write("""
                    update tasks.tasks set state = 'done', ended_at = clock_timestamp()
                     where company_id = ? and id = ? and state = 'ready'""", tx.company(), delivery.id());
            return found;
        });
        if (args.isEmpty()) {
            return super.run(delivery, attempt);
        }
        try {
            return work.task(call, tx -> {
                handler.run(tx, new Run(delivery.id(), 1, call, work, attempt::cancelled), parse(known, args.get()));
                tx.list(String.class, "select tasks.release(?, ?)::text", tx.company(), delivery.id());
                return Outcome.DONE;
            });
        } catch (RuntimeException fault) {
            // Only what is killed is to go wrong.
            work.task(call, tx -> {
                tx.write("update tasks.tasks set state = 'ready', ended_at = null where company_id = ? and id = ?",
                        tx.company(), delivery.id());
                return null;
            });
            return super.run(delivery, attempt);
        }
    }

    @SuppressWarnings("unchecked")
    private <A extends Record> A parse(Handlers.Known known, String text) {
        return (A) json.read(known.kind().args(), text);
    }
}
