package erp.ledger.queryledger;

import erp.company.Companies;
import erp.company.Company;
import erp.web.AsOf;
import erp.web.Function;
import erp.work.Tx;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * The trial balance (Summen- und Saldenliste): for each account its balance when the fiscal year, which is the calendar year, began,
 * what was debited and credited since, and its balance. Debits count above zero, credits below, and all of it adds up to 0.00.
 *
 * <p>Income and expenses begin each year at zero. Their sum of the years before stands in {@code earlierResult} as long as no
 * closing of these years has carried it forward to an account.
 */
@Controller
@Function(name = "query-ledger")
class TrialBalance {

    private final Work work;
    private final Companies companies;

    TrialBalance(Work work, Companies companies) {
        this.work = work;
        this.companies = companies;
    }

    /**
     * @param asOf    the last business date that counts; the company's today when absent
     * @param knownAt what was recorded later does not count; at least 30 seconds ago
     */
    @Get("/api/v1/reports/trial-balance")
    Report report(@Nullable @QueryValue LocalDate asOf, @Nullable @QueryValue Instant knownAt) {
        return work.read(tx -> {
            Company company = companies.of(tx);
            AsOf times = AsOf.of(tx, company.date(tx.now()), asOf, knownAt);
            LocalDate yearStart = times.date().withDayOfYear(1);
            return Report.of(company, times, yearStart, sums(tx, times, yearStart));
        });
    }

    private record Sum(String account, String nameDe, String nameEn, String type, BigDecimal before, BigDecimal debit, BigDecimal credit) {

        boolean isCarriedForward() {
            return !type.equals("income") && !type.equals("expense");
        }
    }

    private static List<Sum> sums(Tx tx, AsOf times, LocalDate yearStart) {
        // Sums first, names after: the lines are many, the accounts few.
        return tx.list(Sum.class, """
                select s.account, a.name_de, a.name_en, a.type, s.before, s.debit, s.credit
                  from (select l.account,
                               coalesce(sum(l.debit - l.credit) filter (where e.business_date < ?), 0) as before,
                               coalesce(sum(l.debit) filter (where e.business_date >= ?), 0) as debit,
                               coalesce(sum(l.credit) filter (where e.business_date >= ?), 0) as credit
                          from ledger.entries e
                          join ledger.lines l on l.company_id = e.company_id and l.entry_id = e.id
                         where e.company_id = ? and e.business_date <= ? and e.recorded_at <= ?
                         group by l.account) s
                  join ledger.accounts a on a.company_id = ? and a.number = s.account
                 order by s.account""", yearStart, yearStart, yearStart, tx.company(), times.date(), times.recordedUntil(), tx.company());
    }

    /**
     * The trial balance.
     *
     * @param yearStart     the first day of the fiscal year
     * @param earlierResult income and expenses of earlier years that have not been carried forward: above zero a loss
     */
    @Introspected
    record Report(LocalDate asOf, @Nullable Instant knownAt, LocalDate yearStart, String currency, List<Row> accounts,
                  BigDecimal earlierResult, Totals totals) {

        static Report of(Company company, AsOf times, LocalDate yearStart, List<Sum> sums) {
            int decimals = company.money().getDefaultFractionDigits();
            BigDecimal zero = BigDecimal.ZERO.setScale(decimals);
            List<Row> rows = sums.stream().map(sum -> Row.of(sum, zero))
                    .filter(row -> row.opening.signum() != 0 || row.debit.signum() != 0 || row.credit.signum() != 0).toList();
            BigDecimal earlier = sums.stream().filter(sum -> !sum.isCarriedForward()).map(Sum::before).reduce(zero, BigDecimal::add);
            BigDecimal opening = rows.stream().map(Row::opening).reduce(earlier, BigDecimal::add);
            BigDecimal debit = rows.stream().map(Row::debit).reduce(zero, BigDecimal::add);
            BigDecimal credit = rows.stream().map(Row::credit).reduce(zero, BigDecimal::add);
            BigDecimal balance = rows.stream().map(Row::balance).reduce(earlier, BigDecimal::add);
            return new Report(times.date(), times.knownAt(), yearStart, company.currency(), rows, earlier,
                    new Totals(opening, debit, credit, debit.subtract(credit), balance));
        }
    }

    /**
     * An account that was posted to.
     *
     * @param opening its balance when the year began; zero for income and expenses
     * @param balance opening + debit - credit
     */
    @Introspected
    record Row(String account, String nameDe, String nameEn, String type, BigDecimal opening, BigDecimal debit, BigDecimal credit,
               BigDecimal balance) {

        static Row of(Sum sum, BigDecimal zero) {
            BigDecimal opening = zero.add(sum.isCarriedForward() ? sum.before : zero);
            BigDecimal debit = zero.add(sum.debit);
            BigDecimal credit = zero.add(sum.credit);
            return new Row(sum.account, sum.nameDe, sum.nameEn, sum.type, opening, debit, credit, opening.add(debit).subtract(credit));
        }
    }

    /**
     * The sums of the columns; opening and balance count the earlier result.
     *
     * @param opening    0.00
     * @param difference debit - credit: 0.00
     * @param balance    0.00
     */
    @Introspected
    record Totals(BigDecimal opening, BigDecimal debit, BigDecimal credit, BigDecimal difference, BigDecimal balance) {
    }
}
