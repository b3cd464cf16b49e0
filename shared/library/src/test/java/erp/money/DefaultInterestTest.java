package erp.money;

import static erp.money.Amounts.eur;
import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.money.DefaultInterest.Debtor;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class DefaultInterestTest {

    private static final LocalDate DUE = LocalDate.parse("2025-01-31");

    @Test
    void countsEachHalfYearAtItsRateAndRoundsOnce() {
        // 150 days at 2.27 + 9 and 46 days at 1.27 + 9; rounded for each half-year it would be 70.51.
        assertEquals(eur("70.52"), DefaultInterest.of(eur("1190.00"), DUE, LocalDate.parse("2025-08-15"), Debtor.BUSINESS));
        assertEquals(eur("40.00"), Debtor.BUSINESS.lumpSum());
    }

    @Test
    void asksLessOfConsumers() {
        // 1000 × 28 × (2.27 + 5) % / 365
        assertEquals(eur("5.58"), DefaultInterest.of(eur("1000.00"), DUE, LocalDate.parse("2025-02-28"), Debtor.CONSUMER));
        assertEquals(eur("0.00"), Debtor.CONSUMER.lumpSum());
    }

    @Test
    void beginsOnTheDayAfterTheDueDate() {
        assertEquals(eur("0.00"), DefaultInterest.of(eur("1000000.00"), DUE, DUE, Debtor.BUSINESS));
        assertEquals(eur("0.00"), DefaultInterest.of(eur("1000000.00"), DUE, DUE.minusDays(10), Debtor.BUSINESS));
        assertEquals(eur("308.77"), DefaultInterest.of(eur("1000000.00"), DUE, DUE.plusDays(1), Debtor.BUSINESS));
    }

    @Test
    void countsALeapYearOver365DaysToo() {
        // 1000 × (182 × 12.62 + 184 × 12.37) % / 365, all of 2024
        assertEquals(eur("125.29"),
                DefaultInterest.of(eur("1000.00"), LocalDate.parse("2023-12-31"), LocalDate.parse("2024-12-31"), Debtor.BUSINESS));
    }

    @Test
    void neverGuessesARate() {
        Refused.with("base_rate_unknown",
                () -> DefaultInterest.of(eur("1.00"), LocalDate.parse("2030-01-01"), LocalDate.parse("2030-02-01"), Debtor.BUSINESS));
    }
}
