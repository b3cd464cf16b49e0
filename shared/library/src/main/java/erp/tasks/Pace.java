package erp.tasks;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How fast the workers of one queue take what they are sent, as a dispatcher sees it from tick to tick. A window holds a tenth of a second
 * of it: so that short tasks do not wait for the next tick, and little is ahead of what should go first.
 */
final class Pace {

    private static final long SECOND = 1_000_000_000;

    private Set<String> sent = Set.of();
    private long at = System.nanoTime();
    private long perSecond;

    /** What of the window is there at this tick, as {@link Window#members} names it. */
    void saw(Set<String> members) {
        long now = System.nanoTime();
        long taken = sent.stream().filter(member -> !members.contains(member)).count();
        perSecond = (perSecond + taken * SECOND / Math.max(1, now - at)) / 2;
        at = now;
        sent = members;
    }

    /** What has gone in since. */
    void sent(List<Delivery> deliveries) {
        sent = new HashSet<>(sent);
        deliveries.forEach(delivery -> sent.add(delivery.member()));
    }

    /** How many tasks are to be ahead of the workers. */
    int ahead() {
        return (int) (perSecond / 10);
    }
}
