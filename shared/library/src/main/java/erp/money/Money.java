package erp.money;

import erp.work.Refusal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.Currency;

/**
 * An amount of a currency. Its scale is the currency's number of decimals (ISO 4217: EUR 2, JPY 0, KWD 3) and it is
 * smaller than 10<sup>12</sup> either way. Two currencies never meet in one operation: that is a fault of the program,
 * and an {@link IllegalArgumentException}.
 */
public record Money(BigDecimal amount, Currency currency) implements Comparable<Money> {

    private static final BigDecimal LIMIT = BigDecimal.TEN.pow(12);

    /** Refuses with {@code scale} more decimals than the currency has, with {@code range} what is too large. */
    public Money {
        int digits = digits(currency);
        if (amount.abs().compareTo(LIMIT) >= 0) {
            throw new Refusal(MoneyCode.RANGE, Rounding.normal(amount).toPlainString(), "±999999999999");
        }
        if (amount.scale() > digits && Rounding.normal(amount).scale() > digits) {
            throw new Refusal(MoneyCode.SCALE, amount.toPlainString(), digits);
        }
        amount = amount.setScale(digits, RoundingMode.UNNECESSARY);
    }

    /** An amount, refused with {@code scale} or {@code range} where it does not fit the currency. */
    public static Money of(BigDecimal amount, Currency currency) {
        return new Money(amount, currency);
    }

    public static Money zero(Currency currency) {
        return new Money(BigDecimal.ZERO, currency);
    }

    public static Money sum(Collection<Money> amounts, Currency currency) {
        return amounts.stream().reduce(zero(currency), Money::plus);
    }

    /** The currency's number of decimals; refuses gold, test codes and others that have none. */
    static int digits(Currency currency) {
        if (currency.getDefaultFractionDigits() < 0) {
            throw new Refusal(MoneyCode.CURRENCY_UNKNOWN, currency.getCurrencyCode());
        }
        return currency.getDefaultFractionDigits();
    }

    public Money plus(Money other) {
        return new Money(amount.add(amountOf(other)), currency);
    }

    public Money minus(Money other) {
        return new Money(amount.subtract(amountOf(other)), currency);
    }

    public Money negate() {
        return new Money(amount.negate(), currency);
    }

    public Money abs() {
        return new Money(amount.abs(), currency);
    }

    /** The product, rounded half up to the currency. */
    public Money times(BigDecimal factor) {
        return Rounding.round(amount.multiply(factor), currency);
    }

    /** So many percent of this, rounded half up to the currency. */
    public Money percent(BigDecimal percent) {
        return times(percent.movePointLeft(2));
    }

    /**
     * The same value in another currency, rounded half up.
     *
     * @param rate how much of this currency one unit of the target buys, the direction in which the European Central
     *             Bank quotes: 1 EUR = 1.10 USD turns 1,000 USD into 909.09 EUR
     */
    public Money convert(BigDecimal rate, Currency target) {
        if (rate.signum() <= 0) {
            throw new IllegalArgumentException("an exchange rate is greater than 0, not " + rate);
        }
        return Rounding.quotient(amount, rate, target);
    }

    public boolean isZero() {
        return sign() == 0;
    }

    /** -1, 0 or 1. */
    public int sign() {
        return amount.signum();
    }

    @Override
    public int compareTo(Money other) {
        return amount.compareTo(amountOf(other));
    }

    /** {@code 12.30 EUR}. */
    @Override
    public String toString() {
        return amount.toPlainString() + " " + currency;
    }

    private BigDecimal amountOf(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException(currency + " and " + other.currency + " in one operation");
        }
        return other.amount;
    }
}
