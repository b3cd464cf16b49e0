package erp.receivables;

import erp.work.Identified;
import erp.work.Versioned;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * An invoice (380), credit note (381) or reversing document (384) with its lines and taxes, as callers get it. What its parts mean
 * stands at {@link InvoiceHead}.
 *
 * @param cashDiscount gross, what a credit note takes back of the cash discount its invoice was granted: so much less of its gross
 *                     amount is owed to the customer; absent where it is nothing
 */
@Introspected
public record Invoice(UUID id, String type, @Nullable String number, String state, UUID partnerId, LocalDate invoiceDate,
                      LocalDate supplyDate, LocalDate dueDate, String currency, String shipToCountry, BigDecimal net, BigDecimal tax,
                      BigDecimal gross, @Nullable UUID correctsId, @Nullable UUID cancelsId, @Nullable UUID entryId, @Nullable String note,
                      @Nullable BigDecimal cashDiscount, int version, List<InvoiceLine> lines,
                      List<InvoiceTax> taxes) implements Identified, Versioned {
}
