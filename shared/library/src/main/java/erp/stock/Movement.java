package erp.stock;

import erp.money.Money;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.util.UUID;

/**
 * Goods to be moved.
 *
 * @param line     the line of the document that wants it
 * @param lot      the lot or serial number, empty for goods without
 * @param quantity in the product's unit, greater than 0
 * @param reserved how much of the quantity has been reserved for this and is used up by it
 * @param value    what goods that come in from outside cost in all; null to take them in at the current cost
 */
public record Movement(int line, UUID product, Location from, Location to, String lot, BigDecimal quantity, BigDecimal reserved,
                       @Nullable Money value) {

    boolean entersStock() {
        return from.kind() != Location.Kind.STORAGE && to.kind() == Location.Kind.STORAGE;
    }

    boolean leavesStock() {
        return from.kind() == Location.Kind.STORAGE && to.kind() != Location.Kind.STORAGE;
    }
}
