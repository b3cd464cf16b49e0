package erp.ledger.queryledger;

import erp.company.Companies;
import erp.company.Company;
import erp.ledger.LedgerCode;
import erp.web.AsOf;
import erp.web.Function;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Work;
import erp.work.WorkCode;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The general ledger sheet of one account (Kontenblatt): its balance before a time, each line in it, and the balance after each. */
@Controller
@Function(name = "query-ledger")
class GeneralLedger {

    private static final int MAX_LINES = 10_000;

    private final Work work;
    private final Companies companies;

    GeneralLedger(Work work, Companies companies) {
        this.work = work;
        this.companies = companies;
    }

    /**
     * @param account the number of the account
     * @param from    the first business date; that of the books when absent
     * @param to      the last business date; the company's today when absent
     * @param knownAt what was recorded later does not count; at least 30 seconds ago
     */
    @Get("/api/v1/reports/general-ledger")
    Report report(@QueryValue String account, @Nullable @QueryValue LocalDate from, @Nullable @QueryValue LocalDate to,
                  @Nullable @QueryValue Instant knownAt) {
        return work.read(tx -> {
            Company company = companies.of(tx);
            AsOf times = AsOf.of(tx, company.date(tx.now()), to == null ? null : AsOf.date("to", to), knownAt);
            LocalDate first = from == null ? company.booksFrom() : AsOf.date("from", from);
            if (tx.find(String.class, "select number from ledger.accounts where company_id = ? and number = ?", tx.company(), account)
                    .isEmpty()) {
                throw new Refusal(WorkCode.INVALID_PARAMETER, "account");
            }
            Before before = before(tx, account, times, first);
            if (before.lines > MAX_LINES) {
                throw new Refusal(LedgerCode.TOO_MANY_LINES, before.lines, MAX_LINES);
            }
            return Report.of(company, account, first, times, before.balance, postings(tx, account, times, first));
        });
    }

    private record Before(BigDecimal balance, long lines) {
    }

    private record Posting(LocalDate date, UUID entryId, String text, UUID partnerId, BigDecimal debit, BigDecimal credit) {
    }

    private static Before before(Tx tx, String account, AsOf times, LocalDate first) {
        return tx.list(Before.class, """
                select coalesce(sum(l.debit - l.credit) filter (where e.business_date < ?), 0) as balance,
                       count(*) filter (where e.business_date >= ?) as lines
                  from ledger.lines l join ledger.entries e on e.company_id = l.company_id and e.id = l.entry_id
                 where l.company_id = ? and l.account = ? and e.business_date <= ? and e.recorded_at <= ?""",
                first, first, tx.company(), account, times.date(), times.recordedUntil()).getFirst();
    }

    private static List<Posting> postings(Tx tx, String account, AsOf times, LocalDate first) {
        return tx.list(Posting.class, """
                select e.business_date as date, e.id as entry_id, coalesce(l.text, e.text) as text, l.partner_id, l.debit, l.credit
                  from ledger.lines l join ledger.entries e on e.company_id = l.company_id and e.id = l.entry_id
                 where l.company_id = ? and l.account = ? and e.business_date between ? and ? and e.recorded_at <= ?
                 order by e.business_date, e.recorded_at, e.id, l.n""",
                tx.company(), account, first, times.date(), times.recordedUntil());
    }

    /** The sheet; balances are above zero where debits prevail. */
    @Introspected
    record Report(String account, LocalDate from, LocalDate to, @Nullable Instant knownAt, String currency, BigDecimal opening,
                  BigDecimal debit, BigDecimal credit, BigDecimal closing, List<Line> lines) {

        static Report of(Company company, String account, LocalDate from, AsOf times, BigDecimal before, List<Posting> postings) {
            BigDecimal zero = BigDecimal.ZERO.setScale(company.money().getDefaultFractionDigits());
            BigDecimal debit = postings.stream().map(Posting::debit).reduce(zero, BigDecimal::add);
            BigDecimal credit = postings.stream().map(Posting::credit).reduce(zero, BigDecimal::add);
            BigDecimal opening = zero.add(before);
            BigDecimal balance = opening;
            List<Line> lines = new ArrayList<>();
            for (Posting posting : postings) {
                balance = balance.add(posting.debit).subtract(posting.credit);
                lines.add(new Line(posting.date, posting.entryId, posting.text, posting.partnerId, zero.add(posting.debit),
                        zero.add(posting.credit), balance));
            }
            return new Report(account, from, times.date(), times.knownAt(), company.currency(), opening, debit, credit, balance, lines);
        }
    }

    /**
     * A line of the account.
     *
     * @param balance the account's balance after it
     */
    @Introspected
    record Line(LocalDate date, UUID entryId, String text, @Nullable UUID partnerId, BigDecimal debit, BigDecimal credit,
                BigDecimal balance) {
    }
}
