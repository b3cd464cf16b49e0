package erp.receivables;

import erp.company.Company;
import erp.money.LineAmount;
import erp.money.Money;
import erp.tax.TaxCalculation;
import erp.tax.TaxCategory;
import erp.tax.TaxKey;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.util.UUID;

/**
 * A line of an invoice, credit note or reversing document, as it is stored and answered.
 *
 * @param orderLine       the line of the order it invoices
 * @param deliveryLine    the line of the delivery it invoices
 * @param correctsLine    the line of the invoice that this one takes back or credits
 * @param quantity        below zero in a reversing document
 * @param unitPrice       net, before the discount
 * @param net             {@code quantity × unitPrice × (1 − discountPercent / 100)}, rounded once (BT-131)
 * @param taxClass        what the tax was determined by; absent where the line was given its tax
 * @param taxNote         why there is no tax (BT-120)
 */
@Introspected
public record InvoiceLine(int n, @Nullable UUID orderId, @Nullable Integer orderLine, @Nullable UUID deliveryId,
                          @Nullable Integer deliveryLine, @Nullable Integer correctsLine, @Nullable UUID productId, String description,
                          BigDecimal quantity, String unit, BigDecimal unitPrice, BigDecimal discountPercent, BigDecimal net,
                          @Nullable String taxClass, String taxCategory, BigDecimal taxRate, @Nullable String taxNote) {

    /** What the line is grouped by. */
    public TaxKey key() {
        return new TaxKey(TaxCategory.valueOf(taxCategory), taxRate);
    }

    /** What the line brings to the totals: computed again, so that a document always follows from its lines. */
    TaxCalculation.Line taxable(Company company) {
        return new TaxCalculation.Line(LineAmount.of(quantity, unitPrice, discountPercent, company.money()), key());
    }

    /** The line as the reversing document repeats it. */
    public InvoiceLine reversed() {
        return new InvoiceLine(n, orderId, orderLine, deliveryId, deliveryLine, n, productId, description, quantity.negate(), unit,
                unitPrice, discountPercent, net.negate(), taxClass, taxCategory, taxRate, taxNote);
    }

    /**
     * The line as a credit note takes a part of it back.
     *
     * @param number its number in the credit note
     */
    public InvoiceLine credited(int number, BigDecimal part, String partUnit, BigDecimal price, BigDecimal discount, Money amount) {
        return new InvoiceLine(number, orderId, orderLine, deliveryId, deliveryLine, n, productId, description, part, partUnit, price,
                discount, amount.amount(), taxClass, taxCategory, taxRate, taxNote);
    }
}
