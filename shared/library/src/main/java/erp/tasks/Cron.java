package erp.tasks;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * When a schedule is due: five fields (minute, hour, day of month, month, day of week) in the company's time zone.
 *
 * <p>Where the clocks change, a schedule at fixed hours keeps its times of day: what falls into the hour that is skipped in spring runs
 * at the hour after it, and what falls into the hour that comes twice in autumn runs the first time only. A schedule of every hour (its
 * hour is {@code *} or a step of it) follows the time that really passes instead.
 */
public final class Cron {

    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    private Cron() {
    }

    /** Whether an expression can be read, and is ever due. */
    public static boolean isValid(String expression) {
        try {
            return next(expression, Instant.EPOCH, ZoneOffset.UTC).isPresent();
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    /**
     * The first time after a moment; nothing when there is none.
     *
     * @throws IllegalArgumentException when the expression cannot be read
     */
    public static Optional<Instant> next(String expression, Instant after, ZoneId zone) {
        ExecutionTime times = ExecutionTime.forCron(PARSER.parse(expression));
        if (expression.strip().split("\\s+")[1].startsWith("*")) {
            return times.nextExecution(after.atZone(ZoneOffset.UTC).withZoneSameInstant(zone)).map(ZonedDateTime::toInstant);
        }
        LocalDateTime local = after.atZone(zone).toLocalDateTime();
        while (true) {
            // In UTC no hour is missing or comes twice, so this is the next time of day alone.
            Optional<LocalDateTime> found = times.nextExecution(local.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Instant time = ZonedDateTime.ofLocal(found.get(), zone, null).toInstant();
            if (time.isAfter(after)) {
                return Optional.of(time);
            }
            local = found.get();
        }
    }
}
