package erp.web;

import erp.work.Refusal;
import erp.work.Tx;
import erp.work.WorkCode;
import io.micronaut.core.annotation.Nullable;
import java.time.Instant;
import java.time.LocalDate;

/**
 * The two times of a report: which business date it is for, and what was known then. With {@code knownAt} the same question has
 * the same answer for ever, whatever is back-dated later; without it, the report tells what is known now.
 *
 * @param date    the business date, inclusive
 * @param knownAt rows recorded later do not count; null when the caller did not ask for a time
 */
public record AsOf(LocalDate date, @Nullable Instant knownAt) {

    /** No transaction lives this long, so what was recorded before is complete. */
    public static final int SETTLED_SECONDS = 30;

    private static final Instant FIRST = Instant.parse(IsoDate.FIRST_YEAR + "-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse(IsoDate.LAST_YEAR + "-12-31T23:59:59Z");

    /**
     * What a caller asked for, checked.
     *
     * @param today the date when {@code asOf} is absent
     * @throws Refusal 400 {@code known_at_too_recent} when it is later than 30 seconds ago: a transaction still open could change the
     *                 answer; 400 {@code invalid_parameter} outside of the years 1900 to 9999
     */
    public static AsOf of(Tx tx, LocalDate today, @Nullable LocalDate asOf, @Nullable Instant knownAt) {
        if (knownAt != null && knownAt.isAfter(tx.now().minusSeconds(SETTLED_SECONDS))) {
            throw new Refusal(WorkCode.KNOWN_AT_TOO_RECENT, SETTLED_SECONDS);
        }
        if (knownAt != null && knownAt.isBefore(FIRST)) {
            throw new Refusal(WorkCode.INVALID_PARAMETER, "knownAt");
        }
        return new AsOf(asOf == null ? today : date("asOf", asOf), knownAt);
    }

    /**
     * A date of a report's time, checked.
     *
     * @throws Refusal 400 {@code invalid_parameter} outside of the years 1900 to 9999
     */
    public static LocalDate date(String parameter, LocalDate date) {
        if (!IsoDate.isKnown(date)) {
            throw new Refusal(WorkCode.INVALID_PARAMETER, parameter);
        }
        return date;
    }

    /** For SQL: {@code recorded_at <= ?}; far ahead when everything counts. */
    public Instant recordedUntil() {
        return knownAt == null ? LAST : knownAt;
    }
}
