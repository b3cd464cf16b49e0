package erp.tax;

import erp.money.Money;
import erp.money.Rounding;
import java.math.BigDecimal;

/** Whether the prices of a document are without VAT (between businesses) or with it (to consumers). */
public enum PriceBasis {
    /** {@code tax = amount × rate / 100} (BR-CO-17). */
    NET,
    /** {@code tax = amount × rate / (100 + rate)}. */
    GROSS;

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** The tax on, or within, an amount, rounded half up. */
    public Money tax(Money amount, BigDecimal rate) {
        return Rounding.quotient(amount.amount().multiply(rate), divisor(rate), amount.currency());
    }

    /** What the amount is without its tax. */
    Money net(Money amount, Money tax) {
        return this == NET ? amount : amount.minus(tax);
    }

    BigDecimal divisor(BigDecimal rate) {
        return this == NET ? HUNDRED : HUNDRED.add(rate);
    }
}
