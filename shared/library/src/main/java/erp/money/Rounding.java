package erp.money;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;

/**
 * Commercial rounding (DIN 1333, and what EN 16931 calls half up): to the nearest, a half away from zero.
 * Values are exact until they are rounded, once.
 */
public final class Rounding {

    private Rounding() {
    }

    /** The same number without trailing zeros and without an exponent, so that 7, 7.0 and 7.00 are equal. */
    public static BigDecimal normal(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    /** The exact value in the smallest unit of the currency. */
    public static Money round(BigDecimal exact, Currency currency) {
        return new Money(exact.setScale(Money.digits(currency), RoundingMode.HALF_UP), currency);
    }

    /** {@code dividend / divisor}, exact until it is rounded. */
    public static Money quotient(BigDecimal dividend, BigDecimal divisor, Currency currency) {
        return new Money(dividend.divide(divisor, Money.digits(currency), RoundingMode.HALF_UP), currency);
    }
}
