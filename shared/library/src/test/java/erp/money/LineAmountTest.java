package erp.money;

import static erp.money.Amounts.EUR;
import static erp.money.Amounts.dec;
import static erp.money.Amounts.eur;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LineAmountTest {

    @Test
    void roundsOnce() {
        // Were the discounted price rounded first, the line would be 1.00.
        assertEquals(eur("1.05"), LineAmount.of(dec("100"), dec("0.0123"), dec("15"), EUR));
        assertEquals(eur("337.11"), LineAmount.of(dec("7"), dec("56.66"), dec("15.0033"), EUR));
    }

    @Test
    void takesTheWholePriceWithoutDiscountAndNothingWithAFullOne() {
        assertEquals(eur("168.00"), LineAmount.of(dec("12"), dec("14"), dec("0"), EUR));
        assertEquals(eur("0.00"), LineAmount.of(dec("12"), dec("14"), dec("100"), EUR));
    }

    @Test
    void refusesAPercentageOutsideItsRange() {
        Refused.with("range", () -> LineAmount.of(dec("1"), dec("1"), dec("100.01"), EUR));
        Refused.with("range", () -> LineAmount.of(dec("1"), dec("1"), dec("-1"), EUR));
    }
}
