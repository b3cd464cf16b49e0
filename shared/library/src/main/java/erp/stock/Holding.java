package erp.stock;

import erp.money.Money;
import erp.money.Rounding;
import erp.work.Refusal;
import java.math.BigDecimal;
import java.util.Currency;

/**
 * A quantity and what it cost: a FIFO layer's rest, an average pool, or goods on their way. Neither is negative, and
 * nothing is worth nothing.
 *
 * @param quantity in the product's base unit, at most 6 decimals
 */
public record Holding(BigDecimal quantity, Money value) {

    private static final int DECIMALS = 6;

    public Holding {
        quantity = Rounding.normal(quantity);
        if (quantity.signum() < 0 || quantity.scale() > DECIMALS || value.sign() < 0 || quantity.signum() == 0 && !value.isZero()) {
            throw new IllegalArgumentException("a quantity of " + quantity + " cannot be worth " + value);
        }
    }

    public static Holding empty(Currency currency) {
        return new Holding(BigDecimal.ZERO, Money.zero(currency));
    }

    public boolean isEmpty() {
        return quantity.signum() == 0;
    }

    public Holding plus(Holding other) {
        return new Holding(quantity.add(other.quantity), value.plus(other.value));
    }

    public Holding minus(Holding part) {
        return new Holding(quantity.subtract(part.quantity), value.minus(part.value));
    }

    /**
     * A part of this at its share of the value, rounded half up. The last unit takes all the value that is left, so that
     * no cents stay behind. Refuses with {@code negative_stock} more than there is.
     */
    public Holding part(BigDecimal partQuantity) {
        int rest = quantity.compareTo(partQuantity);
        if (rest < 0) {
            throw new Refusal(StockCode.NEGATIVE_STOCK, partQuantity.toPlainString(), quantity.toPlainString());
        }
        if (rest == 0) {
            return this;
        }
        Money share = Rounding.quotient(value.amount().multiply(partQuantity), quantity, value.currency());
        return new Holding(partQuantity, share);
    }
}
