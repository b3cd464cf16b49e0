package erp.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Times of schedules; the clocks of Berlin change on 29 March and 25 October 2026. */
class CronTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static List<String> times(String expression, String after, int count) {
        List<String> times = new ArrayList<>();
        Instant last = LocalDateTime.parse(after).atZone(BERLIN).toInstant();
        for (int i = 0; i < count; i++) {
            last = Cron.next(expression, last, BERLIN).orElseThrow();
            times.add(last.atZone(BERLIN).toOffsetDateTime().toString());
        }
        return times;
    }

    @Test
    void whatFallsIntoTheMissingHourRunsAnHourLater() {
        assertEquals(List.of("2026-03-28T02:30+01:00", "2026-03-29T03:30+02:00", "2026-03-30T02:30+02:00"),
                times("30 2 * * *", "2026-03-27T12:00", 3));
    }

    @Test
    void whatFallsIntoTheHourThatComesTwiceRunsOnce() {
        assertEquals(List.of("2026-10-24T02:30+02:00", "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"),
                times("30 2 * * *", "2026-10-23T12:00", 3));
    }

    @Test
    void everyHourFollowsTheTimeThatPasses() {
        assertEquals(List.of("2026-10-25T01:15+02:00", "2026-10-25T02:15+02:00", "2026-10-25T02:15+01:00", "2026-10-25T03:15+01:00"),
                times("15 * * * *", "2026-10-25T00:30", 4));
        assertEquals(List.of("2026-03-29T01:15+01:00", "2026-03-29T03:15+02:00"), times("15 * * * *", "2026-03-29T00:30", 2));
    }

    @Test
    void weekdaysMonthsAndStepsAreUnderstood() {
        assertEquals(List.of("2026-11-23T06:00+01:00", "2026-11-24T06:00+01:00"), times("0 6 * * 1-5", "2026-11-20T07:00", 2));
        assertEquals(List.of("2027-01-01T00:00+01:00"), times("0 0 1 1 *", "2026-11-20T07:00", 1));
        assertEquals(List.of("2026-11-20T07:20+01:00", "2026-11-20T07:40+01:00"), times("*/20 * * * *", "2026-11-20T07:01", 2));
    }

    @Test
    void whatCannotBeReadOrIsNeverDueIsNoExpression() {
        for (String expression : List.of("", "* * * *", "61 * * * *", "0 25 * * *", "0 0 30 2 *", "@daily", "0 0 * * * *")) {
            assertFalse(Cron.isValid(expression), expression);
        }
        assertTrue(Cron.isValid("0 0 29 2 *"));
    }

    /** Whatever the time of day, a daily schedule runs once on each day of two years. */
    @Property(tries = 200)
    void aDailyScheduleRunsOnceADay(@ForAll @IntRange(max = 59) int minute, @ForAll @IntRange(max = 23) int hour) {
        String expression = minute + " " + hour + " * * *";
        Instant last = LocalDate.of(2025, 12, 31).atTime(hour, minute).atZone(BERLIN).toInstant();
        for (LocalDate day = LocalDate.of(2026, 1, 1); day.isBefore(LocalDate.of(2028, 1, 1)); day = day.plusDays(1)) {
            last = Cron.next(expression, last, BERLIN).orElseThrow();
            assertEquals(day, last.atZone(BERLIN).toLocalDate(), expression);
        }
    }

    @Property(tries = 200)
    void theNextTimeIsAlwaysLater(@ForAll @IntRange(max = 525_600) int minute) {
        Instant after = Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofMinutes(minute));
        for (String expression : List.of("30 2 * * *", "0 * * * *", "*/7 1-3 * * *", "0 3 * * 0")) {
            assertTrue(Cron.next(expression, after, BERLIN).orElseThrow().isAfter(after), expression + " after " + after);
        }
    }
}
