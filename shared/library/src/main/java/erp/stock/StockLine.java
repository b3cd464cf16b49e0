package erp.stock;

import erp.web.Decimal;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.UUID;

/**
 * Goods in a request.
 *
 * @param quantity greater than 0, in the product's unit
 * @param lot      the lot or serial number
 */
@Introspected
public record StockLine(UUID productId, @Decimal(scale = 6, min = "0.000001", max = "999999999") BigDecimal quantity,
                        @Nullable @Size(min = 1, max = 100) String lot) {

    /** A wish to have them reserved; any lot where none is named. */
    public Reservations.Wish wish(int line) {
        return new Reservations.Wish(line, productId, lot, quantity);
    }

    /** Their way from one storage place to another. */
    public Movement move(int line, Location from, Location to) {
        return Movement.of(line, productId, from, to, lot == null ? "" : lot, quantity, null);
    }
}
