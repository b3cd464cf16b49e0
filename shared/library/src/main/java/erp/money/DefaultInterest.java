package erp.money;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Currency;

/**
 * Interest on a debt in default (§ 288 BGB). Days are counted from the day after the due date to the day of payment,
 * both included, over 365 in every year; each half-year has its base rate, there is no interest on interest (§ 289
 * BGB), and the sum is rounded once.
 */
public final class DefaultInterest {

    /** Who owes: the law adds 9 percentage points between businesses, 5 where a consumer takes part. */
    public enum Debtor {
        BUSINESS(9, 40),
        CONSUMER(5, 0);

        private final BigDecimal points;
        private final Money lumpSum;

        Debtor(int points, int lumpSum) {
            this.points = BigDecimal.valueOf(points);
            this.lumpSum = Money.of(BigDecimal.valueOf(lumpSum), Currency.getInstance("EUR"));
        }

        /** The flat compensation of § 288 (5) BGB, owed once a claim. */
        public Money lumpSum() {
            return lumpSum;
        }
    }

    private static final BigDecimal DAYS_TIMES_PERCENT = BigDecimal.valueOf(365 * 100);

    private DefaultInterest() {
    }

    /** The interest owed on a principal due on one day and paid on another; zero when paid in time. */
    public static Money of(Money principal, LocalDate dueOn, LocalDate paidOn, Debtor debtor) {
        BigDecimal percentDays = BigDecimal.ZERO;
        for (LocalDate start = dueOn.plusDays(1); !start.isAfter(paidOn);) {
            BaseRates.Rate base = BaseRates.at(start);
            LocalDate next = (base.until().isBefore(paidOn) ? base.until() : paidOn).plusDays(1);
            BigDecimal days = BigDecimal.valueOf(ChronoUnit.DAYS.between(start, next));
            percentDays = percentDays.add(base.percent().add(debtor.points).multiply(days));
            start = next;
        }
        return Rounding.quotient(principal.amount().multiply(percentDays), DAYS_TIMES_PERCENT, principal.currency());
    }
}
