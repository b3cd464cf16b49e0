package erp.receivables.rundunning;

import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.UUID;

/**
 * An invoice that is overdue.
 *
 * @param open       what nothing has settled
 * @param level      the last step it was dunned at; 0 for never
 * @param payBy      the day the last letter about it named
 * @param remindedOn the date of the first letter about it
 */
record Claim(UUID itemId, UUID partnerId, UUID invoiceId, String number, LocalDate invoiceDate, LocalDate dueDate, BigDecimal amount,
             BigDecimal open, int level, @Nullable LocalDate payBy, @Nullable LocalDate remindedOn) {

    /** The same with less open. */
    Claim less(BigDecimal settled) {
        return new Claim(itemId, partnerId, invoiceId, number, invoiceDate, dueDate, amount, open.subtract(settled), level, payBy,
                remindedOn);
    }
}
