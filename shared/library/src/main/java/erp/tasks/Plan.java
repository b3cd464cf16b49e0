package erp.tasks;

import erp.work.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Tasks that wait for others: each becomes ready when all it waits for are done. A chain, a group with a callback, or any other graph
 * without a circle. What waits for a dead task waits until that one is retried; when it is cancelled or discarded, they are cancelled.
 */
public final class Plan {

    /**
     * A task of the plan; later ones may wait for it.
     */
    public record Step(UUID id, Wish wish, List<Step> after) {
    }

    private final List<Step> steps = new ArrayList<>();

    /** A task that waits for others, or for nothing. */
    public Step add(Wish wish, List<Step> after) {
        Step step = new Step(Ids.next(), wish, List.copyOf(after));
        steps.add(step);
        return step;
    }

    /** One after the other. */
    public static Plan chain(List<Wish> wishes) {
        Plan plan = new Plan();
        List<Step> last = List.of();
        for (Wish wish : wishes) {
            last = List.of(plan.add(wish, last));
        }
        return plan;
    }

    /** All at once, and the callback once when all are done. */
    public static Plan group(List<Wish> members, Wish callback) {
        Plan plan = new Plan();
        plan.add(callback, members.stream().map(member -> plan.add(member, List.of())).toList());
        return plan;
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }
}
