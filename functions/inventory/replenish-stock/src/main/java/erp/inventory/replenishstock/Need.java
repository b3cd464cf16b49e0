package erp.inventory.replenishstock;

import erp.money.Rounding;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.UUID;

/**
 * A product at a storage place with its rule, and what is there and wanted.
 *
 * @param waiting what confirmed orders want and nothing is reserved for
 */
record Need(UUID productId, UUID locationId, BigDecimal minimum, BigDecimal maximum, BigDecimal lotSize, BigDecimal onHand,
            BigDecimal reserved, BigDecimal waiting) {

    /** What will be there when all that is promised and wanted has gone; nothing is on its way yet, because nothing is purchased here. */
    BigDecimal projected() {
        return onHand.subtract(reserved).subtract(waiting);
    }

    /** What is to be bought: nothing from the minimum on, else so many lots that the maximum is reached. */
    BigDecimal quantity() {
        if (projected().compareTo(minimum) >= 0) {
            return BigDecimal.ZERO;
        }
        return Rounding.normal(maximum.subtract(projected()).divide(lotSize, 0, RoundingMode.CEILING).multiply(lotSize));
    }
}
