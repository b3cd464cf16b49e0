package erp.platform.console;

import erp.tasks.desk.TaskDetail;
import erp.tasks.desk.TaskRow;
import io.micronaut.core.annotation.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The life of a task as a bar of {@value #WIDTH}: waits, and what came of each attempt.
 *
 * @param from when it was wanted
 * @param to   its end, or now
 */
record Timeline(List<Part> parts, Instant from, Instant to) {

    static final int WIDTH = 1_000;

    /** A part of the bar; {@code what} is {@code wait}, {@code running}, or what came of an attempt. */
    record Part(long x, long width, String what, Instant from, Instant to, @Nullable Integer attempt) {
    }

    static Timeline of(TaskDetail task, Instant now) {
        TaskRow row = task.task();
        Instant end = row.endedAt() == null ? now : row.endedAt();
        List<Part> parts = new ArrayList<>();
        Scale scale = new Scale(row.recordedAt(), Math.max(1, Duration.between(row.recordedAt(), end).toMillis()));
        Instant last = row.recordedAt();
        for (TaskDetail.Attempt attempt : task.attempted()) {
            Instant start = attempt.startedAt() == null ? attempt.endedAt() : attempt.startedAt();
            parts.add(scale.part("wait", last, start, null));
            parts.add(scale.part(attempt.outcome(), start, attempt.endedAt(), attempt.attempt()));
            last = attempt.endedAt();
        }
        boolean again = row.startedAt() != null && row.startedAt().isAfter(last);
        if (again && (row.state().equals("done") || row.state().equals("running"))) {
            parts.add(scale.part("wait", last, row.startedAt(), null));
            parts.add(scale.part(row.state(), row.startedAt(), end, row.attempts() + (row.state().equals("running") ? 1 : 0)));
        } else if (row.endedAt() == null || row.state().equals("cancelled")) {
            parts.add(scale.part("wait", last, end, null));
        }
        return new Timeline(parts.stream().filter(part -> part.attempt != null || part.width > 0).toList(), row.recordedAt(), end);
    }

    private record Scale(Instant zero, long millis) {

        Part part(String what, Instant from, Instant to, @Nullable Integer attempt) {
            long x = at(from);
            // An attempt is to be seen, however short it was.
            return new Part(Math.min(x, attempt == null ? WIDTH : WIDTH - 4), Math.max(attempt == null ? 0 : 4, at(to) - x), what, from, to,
                    attempt);
        }

        private long at(Instant time) {
            return Math.clamp(Duration.between(zero, time).toMillis() * WIDTH / millis, 0, WIDTH);
        }
    }
}
