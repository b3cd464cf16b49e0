package erp.tasks;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A kind of task with its limits, as {@link Task} on its arguments says.
 *
 * @param args what it takes
 */
public record Kind(String name, String queue, int priority, int attempts, Duration backoff, Duration backoffMax, Duration timeLimit,
                   int ratePerMinute, int concurrency, boolean unique, int uniqueSeconds, int batch, String cron,
                   Class<? extends Record> args) {

    private static final ClassValue<Kind> KNOWN = new ClassValue<>() {
        @Override
        protected Kind computeValue(Class<?> type) {
            Task task = type.getAnnotation(Task.class);
            if (task == null) {
                throw new IllegalStateException(type.getName() + " is not the arguments of a task: it has no @Task");
            }
            Kind kind = new Kind(task.name(), task.queue().isEmpty() ? task.name() : task.queue(), task.priority(), task.attempts(),
                    Duration.ofSeconds(task.backoffSeconds()), Duration.ofSeconds(task.backoffMaxSeconds()),
                    Duration.ofSeconds(task.timeLimitSeconds()), task.ratePerMinute(), task.concurrency(), task.unique(),
                    task.uniqueSeconds(), task.batch(), task.cron(), type.asSubclass(Record.class));
            kind.check();
            return kind;
        }
    };

    /** The kind whose arguments a record is. */
    public static Kind of(Class<? extends Record> args) {
        return KNOWN.get(args);
    }

    /** The names of its arguments. */
    public List<String> fields() {
        return java.util.Arrays.stream(args.getRecordComponents()).map(java.lang.reflect.RecordComponent::getName).toList();
    }

    /** The pause after an attempt, doubled each time, give or take a quarter: what failed together does not come back together. */
    Duration pauseAfter(int attempt) {
        long millis = Math.min(backoffMax.toMillis(), backoff.toMillis() << Math.min(attempt - 1, 20));
        return Duration.ofMillis(millis - millis / 4 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    }

    private void check() {
        require(name.matches("[a-z][a-z0-9-]{0,39}") && queue.matches("[a-z][a-z0-9-]{0,39}"), "a name of lower case letters");
        require(priority >= 0 && priority <= 9, "a priority of 0 to 9");
        require(attempts >= 1 && attempts <= 100, "1 to 100 attempts");
        require(!backoff.isNegative() && backoffMax.compareTo(backoff) >= 0, "a back-off that does not shrink");
        require(timeLimit.isPositive(), "a time limit");
        require(batch >= 1 && batch <= 100, "batches of 1 to 100");
        require(ratePerMinute >= 0 && concurrency >= 0 && uniqueSeconds >= 0, "limits that are not negative");
        require(cron.isEmpty() || Cron.isValid(cron), "a cron expression of five fields");
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("The task " + name + " needs " + what);
        }
    }
}
