package erp.stock;

import erp.web.Decimal;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.UUID;

/**
 * A line of a stock adjustment.
 *
 * @param quantity greater than 0, in the product's unit, also for a loss
 * @param unitCost what one unit costs, net in the company's currency; for gains, the current cost when absent; never for losses
 * @param lot      the lot or serial number, for products that have one
 */
@Introspected
public record AdjustmentLine(UUID productId, @Decimal(scale = 6, min = "0.000001", max = "999999999") BigDecimal quantity,
                             @Nullable @Decimal(scale = 6, min = "0", max = "999999999") BigDecimal unitCost,
                             @Nullable @Size(min = 1, max = 100) String lot) {

    String lotOrNone() {
        return lot == null ? "" : lot;
    }
}
