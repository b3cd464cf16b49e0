package erp.receivables.createinvoice;

import erp.receivables.InvoiceLine;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.UUID;

/**
 * A line of a delivery or of an order that an invoice can cover.
 *
 * @param state     of the delivery or order
 * @param shipDate  when the delivery left
 * @param open      what of the line is not invoiced
 * @param orderOpen what of the order's line behind it is not invoiced
 */
record Source(@Nullable UUID deliveryId, @Nullable Integer deliveryLine, UUID orderId, int orderLine, String state, UUID partnerId,
              @Nullable LocalDate shipDate, String shipToCountry, UUID productId, boolean stocked, BigDecimal open, BigDecimal orderOpen,
              String description, String unit, BigDecimal unitPrice, BigDecimal discountPercent, String taxClass) {

    /** So much of it, on the invoice. */
    Claim claim(BigDecimal quantity) {
        return new Claim(this, quantity);
    }

    /** A part of a source. */
    record Claim(Source source, BigDecimal quantity) {

        /** The line of the invoice, with the price of the order and without its tax yet. */
        InvoiceLine line() {
            return new InvoiceLine(0, source.orderId, source.orderLine, source.deliveryId, source.deliveryLine, null, source.productId,
                    source.description, quantity, source.unit, source.unitPrice, source.discountPercent, BigDecimal.ZERO, source.taxClass,
                    "", BigDecimal.ZERO, null);
        }
    }
}
