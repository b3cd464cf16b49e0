package erp.sales;

import erp.web.Decimal;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.UUID;

/**
 * A line as the customer orders it.
 *
 * @param productId       what
 * @param quantity        how much, in the product's unit, greater than 0
 * @param unitPrice       the net price of one unit; the price list's when absent
 * @param discountPercent taken off the price, 0 to 100
 * @param description     the text on documents; the product's name when absent
 */
@Introspected
public record OrderLine(
        UUID productId,
        @Decimal(scale = 6, min = "0.000001", max = "999999999") BigDecimal quantity,
        @Nullable @Decimal(scale = 6, min = "0", max = "999999999") BigDecimal unitPrice,
        @Nullable @Decimal(scale = 6, min = "0", max = "100") BigDecimal discountPercent,
        @Nullable @Size(min = 1, max = 500) String description) {
}
