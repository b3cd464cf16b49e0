package erp.tasks;

import java.util.List;
import java.util.stream.Collectors;

/**
 * How the open tasks {@code t} of a state are found. A task inside a transaction stays ready in its row until it is done, so that nothing
 * is written twice; its worker says every second that it is at it, and so it counts as running.
 */
public final class States {

    /** The states of tasks that somebody may have to see to. */
    public static final List<String> OPEN = List.of("waiting", "delayed", "ready", "running", "dead");
    /** The state a task is shown in. */
    public static final String SHOWN = "case when " + atWork("worker") + " is null then t.state else 'running' end";

    private States() {
    }

    /** The condition for one state, open or not; each has an index of its own. */
    public static String is(String state) {
        return switch (state) {
            case "ready" -> "(t.state = 'ready' and not exists"
                    + " (select from tasks.at_work a where a.company_id = t.company_id and a.id = t.id))";
            // Gathered first, so that each task at work is found by its identifier.
            case "running" -> "(t.state = 'running' or t.state = 'ready' and t.id = any (array(select a.id from tasks.at_work a)))";
            default -> "t.state = '" + state + "'";
        };
    }

    /**
     * Counts the open tasks that fulfil a further condition, whose parameters come once for each of {@link #OPEN}: {@code queue},
     * {@code state}, how many {@code tasks}, and the oldest {@code due_at}. Each state is counted by its index: what is done is a
     * thousand times as much, and is not to be read.
     */
    public static String counted(String condition) {
        return OPEN.stream().map(state -> "select t.queue, '" + state + "' as state, count(*) as tasks, min(t.due_at) as due_at"
                + " from tasks.tasks t where " + condition + " and " + is(state) + " group by t.queue")
                .collect(Collectors.joining(" union all "));
    }

    /** What the worker that is at a task says of it; nothing where none is. */
    public static String atWork(String column) {
        return "(select a." + column
                + " from tasks.at_work a where t.state = 'ready' and a.company_id = t.company_id and a.id = t.id limit 1)";
    }
}
