package erp.local.taskbench;

import erp.tasks.InBatches;
import erp.tasks.InTransaction;
import erp.tasks.Run;
import erp.tasks.Task;
import erp.work.Tx;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.List;

/** Tasks that do next to nothing, so that what is measured is the engine. They run only in the workers of the benchmark. */
final class Loads {

    /** Set in the workers. */
    static final String HERE = "taskbench.worker";

    private Loads() {
    }

    /** Nothing, with its completion committed alone. */
    @Task(name = "bench-nothing")
    record Nothing(int number) {
    }

    /** Nothing, up to a hundred of which are committed together. */
    @Task(name = "bench-batch", batch = 100)
    record Batched(int number) {
    }

    /** A row, committed with its completion, after so many milliseconds. */
    @Task(name = "bench-row")
    record Row(int number, int millis) {
    }

    @Singleton
    @Requires(property = HERE)
    static final class DoNothing implements InTransaction<Nothing> {

        @Override
        public Object run(Tx tx, Run run, Nothing args) {
            return null;
        }
    }

    @Singleton
    @Requires(property = HERE)
    static final class DoNothings implements InBatches<Batched> {

        @Override
        public void run(Tx tx, List<Batched> batch) {
            return;
        }
    }

    @Singleton
    @Requires(property = HERE)
    static final class WriteRow implements InTransaction<Row> {

        @Override
        public Object run(Tx tx, Run run, Row args) {
            if (args.millis > 0) {
                tx.list(String.class, "select pg_sleep(? / 1000.0)::text", args.millis);
            }
            tx.write("insert into bench.rows (company_id, number) values (?, ?)", tx.company(), args.number);
            return null;
        }
    }
}
