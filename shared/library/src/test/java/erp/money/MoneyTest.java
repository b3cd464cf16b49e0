package erp.money;

import static erp.money.Amounts.EUR;
import static erp.money.Amounts.cents;
import static erp.money.Amounts.dec;
import static erp.money.Amounts.eur;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class MoneyTest {

    @Test
    void hasTheDecimalsOfItsCurrency() {
        assertEquals("12.30 EUR", eur("12.3").toString());
        assertEquals("12 JPY", Money.of(dec("12.00"), Currency.getInstance("JPY")).toString());
        assertEquals("12.300 KWD", Money.of(dec("12.3"), Currency.getInstance("KWD")).toString());
        assertEquals(eur("100"), eur("1E+2"));
    }

    @Test
    void refusesMoreDecimalsThanTheCurrencyHas() {
        Refused.with("scale", () -> eur("12.345"));
        Refused.with("scale", () -> Money.of(dec("0.5"), Currency.getInstance("JPY")));
    }

    @Test
    void refusesABillionThousands() {
        assertEquals("999999999999.99 EUR", eur("999999999999.99").toString());
        Refused.with("range", () -> eur("1000000000000"));
        Refused.with("range", () -> eur("-1000000000000"));
        Refused.with("range", () -> eur("999999999999.99").plus(cents(1)));
    }

    @Test
    void refusesWhatHasNoDecimals() {
        Refused.with("currency_unknown", () -> Money.zero(Currency.getInstance("XAU")));
    }

    @Test
    void neverMixesCurrencies() {
        Money dollar = Money.of(BigDecimal.ONE, Currency.getInstance("USD"));
        assertThrows(IllegalArgumentException.class, () -> eur("1").plus(dollar));
        assertThrows(IllegalArgumentException.class, () -> eur("1").compareTo(dollar));
    }

    @Test
    void roundsHalfAwayFromZero() {
        assertEquals(eur("163.73"), eur("1091.50").percent(dec("15")));
        assertEquals(eur("-1622.84"), eur("-6491.34").percent(dec("25")));
    }

    @Test
    void convertsAsTheCentralBankQuotes() {
        Money invoice = Money.of(dec("1000"), Currency.getInstance("USD"));
        Money booked = invoice.convert(dec("1.10"), EUR);
        Money paid = invoice.convert(dec("1.05"), EUR);
        assertEquals(eur("909.09"), booked);
        assertEquals(eur("952.38"), paid);
        assertEquals(eur("43.29"), paid.minus(booked));
        assertThrows(IllegalArgumentException.class, () -> invoice.convert(BigDecimal.ZERO, EUR));
    }

    @Test
    void sumsAndCompares() {
        assertEquals(eur("6.00"), Money.sum(List.of(eur("1"), eur("2"), eur("3")), EUR));
        assertEquals(eur("0.00"), Money.sum(List.of(), EUR));
        assertTrue(eur("-1").compareTo(eur("0")) < 0);
        assertEquals(-1, eur("-1").sign());
        assertTrue(eur("0").isZero());
    }

    @Property
    void roundingIsSymmetric(@ForAll @BigRange(min = "0", max = "1000000") @Scale(6) BigDecimal exact) {
        assertEquals(Rounding.round(exact, EUR).negate(), Rounding.round(exact.negate(), EUR));
    }

    @Property
    void roundingMovesByHalfACentAtMost(@ForAll @BigRange(min = "-1000000", max = "1000000") @Scale(6) BigDecimal exact) {
        BigDecimal moved = Rounding.round(exact, EUR).amount().subtract(exact).abs();
        assertTrue(moved.compareTo(dec("0.005")) <= 0);
    }

    @Property
    void addingAndTakingAwayGivesTheSame(@ForAll @LongRange(min = -1_000_000_000, max = 1_000_000_000) long a,
            @ForAll @LongRange(min = -1_000_000_000, max = 1_000_000_000) long b) {
        assertEquals(cents(a), cents(a).plus(cents(b)).minus(cents(b)));
        assertEquals(cents(a).minus(cents(b)), cents(b).minus(cents(a)).negate());
    }
}
