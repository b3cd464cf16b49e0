package erp.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/** Dates and times as callers write them (ISO 8601), in the years that everything here can reckon with and keep. */
final class IsoDate {

    static final int FIRST_YEAR = 1900;
    static final int LAST_YEAR = 9999;

    private static final Pattern FORM = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    private IsoDate() {
    }

    /**
     * A date like {@code 2026-11-21}.
     *
     * @throws DateTimeException when it is written otherwise, does not exist, or lies outside of the years 1900 to 9999
     */
    static LocalDate date(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new DateTimeException("not a date: " + text);
        }
        return known(LocalDate.parse(text));
    }

    /**
     * A moment like {@code 2026-11-21T12:00:00Z}.
     *
     * @throws DateTimeException as for a date
     */
    static Instant instant(String text) {
        Instant instant = Instant.parse(text);
        known(instant.atOffset(ZoneOffset.UTC).toLocalDate());
        return instant;
    }

    static boolean isKnown(LocalDate date) {
        return date.getYear() >= FIRST_YEAR && date.getYear() <= LAST_YEAR;
    }

    private static LocalDate known(LocalDate date) {
        if (!isKnown(date)) {
            throw new DateTimeException("not in the years " + FIRST_YEAR + " to " + LAST_YEAR + ": " + date);
        }
        return date;
    }
}
