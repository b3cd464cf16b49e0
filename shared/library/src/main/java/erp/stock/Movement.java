package erp.stock;

import erp.money.Money;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.util.UUID;

/**
 * Goods to be moved.
 *
 * @param line     the line of the document that wants it, from 1
 * @param lot      the lot or serial number, empty for goods without
 * @param quantity in the product's unit, greater than 0
 * @param reserved how much of the quantity is taken from what has been reserved for this; the caller ends those reservations
 *                 ({@link Reservations#consume})
 * @param value    what goods that come in from outside cost in all; null to take them in at the current cost
 */
public record Movement(int line, UUID product, Location from, Location to, String lot, BigDecimal quantity, BigDecimal reserved,
                       @Nullable Money value) {

    /** Goods that nothing was reserved for. */
    public static Movement of(int line, UUID product, Location from, Location to, String lot, BigDecimal quantity, @Nullable Money value) {
        return new Movement(line, product, from, to, lot, quantity, BigDecimal.ZERO, value);
    }

    boolean entersStock() {
        return !from.isStorage() && to.isStorage();
    }

    boolean leavesStock() {
        return from.isStorage() && !to.isStorage();
    }

    /** Whether the movement changes the value of the stock, which one between two storage places does not. */
    boolean isValued() {
        return entersStock() || leavesStock();
    }

    Balances.Key key(Location location) {
        return new Balances.Key(product, location.id(), lot);
    }
}
