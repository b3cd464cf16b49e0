package erp.ledger;

import erp.company.Company;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.WorkCode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The accounting month of a date, held open by a posting transaction. Whoever posts holds a shared lock on it until the commit;
 * close-period takes it exclusively, so a month is closed either before or after a posting, never during it.
 *
 * @param id         the month, {@code 2026-11}
 * @param date       the business date of the posting
 * @param state      {@code open}, {@code soft_closed} or {@code hard_closed}
 * @param stockState {@code open} or {@code closed}
 */
public record Period(String id, LocalDate date, String state, String stockState) {

    private static final String LOCK = "select pg_advisory_xact_lock%s(hashtextextended(?, ?))";
    private static final long MONTHS_AHEAD = 12;

    private record Row(String state, String stockState) {
    }

    /**
     * Locks the month of a posting. Periods come first in the order of locks, after the idempotency key.
     *
     * @throws Refusal 422 {@code date_out_of_books} before the company's books begin, or more than a year ahead
     */
    public static Period lock(Tx tx, Company company, LocalDate date) {
        requireInBooks(tx, company, date);
        String id = YearMonth.from(date).toString();
        tx.write(LOCK.formatted("_shared"), id, (long) tx.company());
        Row row = read(tx, id);
        return new Period(id, date, row.state, row.stockState);
    }

    private static void requireInBooks(Tx tx, Company company, LocalDate date) {
        if (!isInBooks(company, tx.now(), date)) {
            throw new Refusal(LedgerCode.DATE_OUT_OF_BOOKS, company.booksFrom(), company.date(tx.now()).plusMonths(MONTHS_AHEAD));
        }
    }

    /** Whether a date can be posted to: not before the company's books begin, nor more than a year ahead. */
    static boolean isInBooks(Company company, Instant now, LocalDate date) {
        return !date.isBefore(company.booksFrom()) && !date.isAfter(company.date(now).plusMonths(MONTHS_AHEAD));
    }

    /** Locks a month against postings, to close or reopen it. */
    static void lockExclusively(Tx tx, String id) {
        tx.write(LOCK.formatted(""), id, (long) tx.company());
    }

    private static Row read(Tx tx, String id) {
        return tx.find(Row.class, "select state, stock_state from ledger.periods where company_id = ? and id = ?", tx.company(), id)
                .orElse(new Row("open", "open"));
    }

    /** @throws Refusal 409 {@code period_closed} */
    public Period requireOpen() {
        if (!state.equals("open")) {
            throw new Refusal(LedgerCode.PERIOD_CLOSED, id);
        }
        return this;
    }

    /**
     * Documents, payments and goods are booked when they have happened; only entries by hand may lie ahead. A document of next year,
     * by one wrong digit, would close its number range for all documents before it.
     *
     * @throws Refusal 422 {@code date_ahead} after the company's today
     */
    public Period requireHappened(Tx tx, Company company) {
        LocalDate today = company.date(tx.now());
        if (date.isAfter(today)) {
            throw new Refusal(LedgerCode.DATE_AHEAD, today);
        }
        return this;
    }

    /** @throws Refusal 409 {@code period_closed}, also when only the stock of the month is closed */
    public Period requireOpenForStock() {
        if (!stockState.equals("open")) {
            throw new Refusal(LedgerCode.PERIOD_CLOSED, id);
        }
        return requireOpen();
    }

    /**
     * Locks the month of a date that the database knows, asked for together with what else is queued.
     *
     * @param dateSql a select of one date; where it finds none, the document it looked at does not exist
     * @return refuses with 404, or with 422 {@code date_out_of_books}, when it is waited for
     */
    public static Tx.Later<Period> later(Tx tx, Company company, String dateSql, Object... args) {
        tx.write("select pg_advisory_xact_lock_shared(hashtextextended(to_char(d.day, 'YYYY-MM'), ?)) from (" + dateSql + ") d (day)",
                Stream.concat(Stream.of((long) tx.company()), Arrays.stream(args)).toArray());
        // A statement of its own: it sees what was committed while the lock was waited for.
        Tx.Later<List<Period>> found = tx.later(Period.class, """
                select to_char(d.day, 'YYYY-MM') as id, d.day as date, coalesce(p.state, 'open') as state,
                       coalesce(p.stock_state, 'open') as stock_state
                  from (select ?::integer as company_id) c cross join (%s) d (day)
                  left join ledger.periods p on p.company_id = c.company_id and p.id = to_char(d.day, 'YYYY-MM')""".formatted(dateSql),
                Stream.concat(Stream.of(tx.company()), Arrays.stream(args)).toArray());
        return () -> {
            Period period = found.get().stream().findFirst().orElseThrow(() -> new Refusal(WorkCode.NOT_FOUND));
            requireInBooks(tx, company, period.date);
            return period;
        };
    }
}
