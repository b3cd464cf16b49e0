package erp.ledger;

import erp.company.Company;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Versioned;
import erp.work.WorkCode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An accounting month as it is closed and reopened. Months are closed one after the other: everything before a closed month is closed.
 *
 * @param id         the month, {@code 2026-11}
 * @param state      {@code open}, {@code soft_closed} (can be reopened) or {@code hard_closed} (never again)
 * @param stockState {@code open} or {@code closed}; stock is closed with the month or before it
 * @param version    1 for a month that has not been closed yet
 */
public record AccountingPeriod(String id, String state, String stockState, int version) implements Versioned {

    private static final String OPEN = "open";
    private static final String CLOSED = "closed";
    private static final String SOFT_CLOSED = "soft_closed";
    private static final String HARD_CLOSED = "hard_closed";
    private static final Pattern ID = Pattern.compile("[0-9]{4}-(0[1-9]|1[0-2])");
    private static final String LOCK_ALL = "select pg_advisory_xact_lock(hashtextextended('ledger.periods', ?))";

    /**
     * Locks a month against postings, and the company's months against being closed or reopened by anybody else. It waits for the
     * postings that hold the month, and they wait for this transaction.
     *
     * @throws Refusal 404 before the books begin, and for what is not a month that can be posted to
     */
    public static AccountingPeriod lock(Tx tx, Company company, String id) {
        if (!ID.matcher(id).matches() || !Period.isInBooks(company, tx.now(), YearMonth.parse(id).atEndOfMonth())
                && !Period.isInBooks(company, tx.now(), YearMonth.parse(id).atDay(1))) {
            throw new Refusal(WorkCode.NOT_FOUND);
        }
        tx.write(LOCK_ALL, (long) tx.company());
        Period.lockExclusively(tx, id);
        return tx.find(AccountingPeriod.class, "select id, state, stock_state, version from ledger.periods where company_id = ? and id = ?",
                tx.company(), id).orElse(new AccountingPeriod(id, OPEN, OPEN, 1));
    }

    public LocalDate firstDay() {
        return YearMonth.parse(id).atDay(1);
    }

    public LocalDate lastDay() {
        return YearMonth.parse(id).atEndOfMonth();
    }

    /**
     * The month, closed for all postings.
     *
     * @param hard for good
     * @throws Refusal 409 {@code hard_closed}, {@code period_closed} when it is closed already
     */
    public AccountingPeriod close(boolean hard) {
        refuseHardClosed();
        if (state.equals(SOFT_CLOSED) && !hard) {
            throw new Refusal(LedgerCode.PERIOD_CLOSED, id);
        }
        return new AccountingPeriod(id, hard ? HARD_CLOSED : SOFT_CLOSED, CLOSED, version + 1);
    }

    /**
     * The month, closed for stock only: no goods move in it any more, other postings go on.
     *
     * @throws Refusal 409 {@code hard_closed}, {@code period_closed} when its stock is closed already
     */
    public AccountingPeriod closeStock() {
        refuseHardClosed();
        if (stockState.equals(CLOSED)) {
            throw new Refusal(LedgerCode.PERIOD_CLOSED, id);
        }
        return new AccountingPeriod(id, state, CLOSED, version + 1);
    }

    /**
     * The month, open again for all postings.
     *
     * @throws Refusal 409 {@code hard_closed}, {@code period_open} when nothing of it is closed
     */
    public AccountingPeriod reopen() {
        refuseHardClosed();
        if (stockState.equals(OPEN)) {
            throw new Refusal(LedgerCode.PERIOD_OPEN, id);
        }
        return new AccountingPeriod(id, OPEN, OPEN, version + 1);
    }

    /** @throws Refusal 409 {@code period_not_over} while the month has days to come, or is the current one */
    public void requireOver(LocalDate today) {
        if (!lastDay().isBefore(today)) {
            throw new Refusal(LedgerCode.PERIOD_NOT_OVER, id);
        }
    }

    /** @throws Refusal 409 {@code earlier_period_open} with the first month that is not closed as far as this one is to be */
    public void requireEarlierClosed(Tx tx, Company company) {
        Optional<String> open = tx.find(String.class, """
                select min(to_char(m, 'YYYY-MM')) from generate_series(?::date::timestamp, ?::date::timestamp, '1 month') m
                 where not exists (select from ledger.periods p where p.company_id = ? and p.id = to_char(m, 'YYYY-MM')
                                      and p.stock_state = 'closed' and (p.state <> 'open' or ?))
                having min(m) is not null""",
                company.booksFrom(), firstDay().minusMonths(1), tx.company(), state.equals(OPEN));
        if (open.isPresent()) {
            throw new Refusal(LedgerCode.EARLIER_PERIOD_OPEN, open.get());
        }
    }

    /** @throws Refusal 409 {@code later_period_closed} with the last month after this one that is closed, also when only its stock is */
    public void requireLaterOpen(Tx tx) {
        Optional<String> closed = tx.find(String.class, """
                select max(id) from ledger.periods where company_id = ? and id > ? and stock_state = 'closed' having max(id) is not null""",
                tx.company(), id);
        if (closed.isPresent()) {
            throw new Refusal(LedgerCode.LATER_PERIOD_CLOSED, closed.get());
        }
    }

    /** Keeps this state. */
    public void save(Tx tx) {
        tx.write("""
                insert into ledger.periods (company_id, id, state, stock_state, version) values (?, ?, ?, ?, ?)
                on conflict (company_id, id) do update
                   set state = excluded.state, stock_state = excluded.stock_state, version = excluded.version, changed_at = now(),
                       changed_by = platform.actor()""", tx.company(), id, state, stockState, version);
    }

    private void refuseHardClosed() {
        if (state.equals(HARD_CLOSED)) {
            throw new Refusal(LedgerCode.HARD_CLOSED, id);
        }
    }
}
