package erp.local.faults;

import erp.tasks.InBatches;
import erp.tasks.InTransaction;
import erp.tasks.Outside;
import erp.tasks.Run;
import erp.tasks.Task;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Work;
import erp.work.WorkCode;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Tasks whose only effect is a row each, in a table that takes it as often as it comes; so what is done twice shows. They run only in
 * the workers of the fault run.
 */
final class Effects {

    /** Set in the workers: where the outside is, that some of the tasks call. */
    static final String OUTSIDE = "faults.outside";
    private static final int ATTEMPTS = 30;

    private Effects() {
    }

    /**
     * The usual task.
     *
     * @param key    names its effect
     * @param millis how long it takes
     */
    @Task(name = "test-effect", attempts = ATTEMPTS, backoffSeconds = 1, backoffMaxSeconds = 4)
    record Effect(UUID key, Fate fate, int millis) {
    }

    @Task(name = "test-batch", attempts = ATTEMPTS, backoffSeconds = 1, backoffMaxSeconds = 4, batch = 20)
    record Small(UUID key, Fate fate) {
    }

    @Task(name = "test-outside", attempts = ATTEMPTS, backoffSeconds = 1, backoffMaxSeconds = 4)
    record Call(UUID key, Fate fate, int millis) {
    }

    private static void write(Tx tx, UUID key, Fate fate, int attempt) {
        tx.write("insert into test.effects (company_id, key) values (?, ?)", tx.company(), key);
        if (fate == Fate.REFUSED) {
            throw new Refusal(WorkCode.NOT_FOUND);
        }
        if (fate == Fate.FLAKY && attempt == 1) {
            tx.list(Integer.class, "select 1 / 0");
        }
    }

    private static void pause(Tx tx, int millis) {
        tx.list(String.class, "select pg_sleep(? / 1000.0)::text", millis);
    }

    @Singleton
    @Requires(property = OUTSIDE)
    static final class WriteEffect implements InTransaction<Effect> {

        @Override
        public Object run(Tx tx, Run run, Effect args) {
            pause(tx, args.millis / 2);
            write(tx, args.key, args.fate, run.attempt());
            pause(tx, args.millis - args.millis / 2);
            return null;
        }
    }

    @Singleton
    @Requires(property = OUTSIDE)
    static final class WriteBatch implements InBatches<Small> {

        @Override
        public void run(Tx tx, List<Small> batch) {
            batch.forEach(small -> write(tx, small.key, small.fate, 2));
        }
    }

    @Singleton
    @Requires(property = OUTSIDE)
    static final class CallOutside implements Outside<Call> {

        private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final URI outside;

        CallOutside(@Value("${" + OUTSIDE + "}") URI outside) {
            this.outside = outside;
        }

        @Override
        public Work.Handler<?> run(Run run, Call args) throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(outside.resolve("/" + args.millis + "/" + run.id()))
                    .timeout(Duration.ofSeconds(5)).POST(HttpRequest.BodyPublishers.noBody()).build();
            if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() != 204) {
                throw new IOException("the outside does not take it");
            }
            return tx -> {
                write(tx, args.key, args.fate, run.attempt());
                return null;
            };
        }
    }
}
