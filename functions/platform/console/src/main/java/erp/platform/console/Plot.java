package erp.platform.console;

import erp.tasks.desk.QueueState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An hour as a drawing of {@value #WIDTH} by {@value #HEIGHT}: a bar for each minute with what was done and what died, and a line for
 * how long tasks waited.
 *
 * @param most    the highest bar stands for so many tasks
 * @param longest the highest point of the line stands for so many milliseconds
 */
record Plot(List<Bar> bars, String line, long most, long longest, long done, long dead) {

    static final int WIDTH = 600;
    static final int HEIGHT = 100;
    private static final int MINUTES = 60;
    private static final int STEP = WIDTH / MINUTES;

    /** A minute; the part that died stands on the part that was done. */
    record Bar(int x, long doneY, long doneHeight, long deadY, long deadHeight, Instant minute, long done, long dead) {
    }

    static Plot of(List<QueueState.Minute> hour, String queue, Instant now) {
        return of(hour.stream().filter(minute -> minute.queue().equals(queue)).toList(), now);
    }

    static Plot of(List<QueueState.Minute> hour, Instant now) {
        long[] done = new long[MINUTES];
        long[] dead = new long[MINUTES];
        long[] waits = new long[MINUTES];
        Instant first = now.truncatedTo(ChronoUnit.MINUTES).minus(MINUTES - 1, ChronoUnit.MINUTES);
        for (QueueState.Minute minute : hour) {
            int i = (int) ChronoUnit.MINUTES.between(first, minute.minute());
            if (i >= 0 && i < MINUTES) {
                done[i] += minute.done();
                dead[i] += minute.dead();
                waits[i] = Math.max(waits[i], minute.waitMillis() == null ? 0 : minute.waitMillis());
            }
        }
        long most = 1;
        for (int i = 0; i < MINUTES; i++) {
            most = Math.max(most, done[i] + dead[i]);
        }
        long longest = Math.max(1, Arrays.stream(waits).max().orElse(1));
        List<Bar> bars = new ArrayList<>();
        List<String> points = new ArrayList<>();
        for (int i = 0; i < MINUTES; i++) {
            long low = height(done[i], most);
            long high = height(dead[i], most);
            bars.add(new Bar(i * STEP, HEIGHT - low, low, HEIGHT - low - high, high, first.plus(i, ChronoUnit.MINUTES), done[i], dead[i]));
            if (done[i] + dead[i] > 0) {
                points.add(String.format(Locale.ROOT, "%d,%d", i * STEP + STEP / 2, HEIGHT - waits[i] * (HEIGHT - 8) / longest));
            }
        }
        return new Plot(bars, points.stream().collect(Collectors.joining(" ")), most, longest, Arrays.stream(done).sum(),
                Arrays.stream(dead).sum());
    }

    /** What is there is to be seen. */
    private static long height(long count, long most) {
        return count == 0 ? 0 : Math.max(1, count * (HEIGHT - 4) / most);
    }
}
