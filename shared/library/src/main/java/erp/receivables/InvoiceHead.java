package erp.receivables;

import erp.work.Refusal;
import erp.work.Versioned;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * An invoice, credit note or reversing document without its lines, as it is stored.
 *
 * @param type       see {@link InvoiceType}
 * @param number     drawn when it is posted
 * @param state      draft, discarded, posted, partly_paid, paid or cancelled
 * @param correctsId the invoice that this credit note refers to (BT-25)
 * @param cancelsId  the invoice that this reversing document cancels (BT-25)
 */
public record InvoiceHead(UUID id, String type, @Nullable String number, String state, UUID partnerId, LocalDate invoiceDate,
                          LocalDate supplyDate, LocalDate dueDate, String currency, String shipToCountry, BigDecimal net, BigDecimal tax,
                          BigDecimal gross, @Nullable UUID correctsId, @Nullable UUID cancelsId, @Nullable UUID entryId,
                          @Nullable String note, int version) implements Versioned {

    static final String COLUMNS = """
            id, type, number, state, partner_id, invoice_date, supply_date, due_date, currency, ship_to_country, net, tax, gross,
            corrects_id, cancels_id, entry_id, note, version""";

    /** @throws Refusal 409 {@code invoice_state} unless it is an invoice in one of these states */
    public InvoiceHead requireInvoice(String... states) {
        if (!type.equals(InvoiceType.INVOICE.code()) || !List.of(states).contains(state)) {
            throw new Refusal(ReceivablesCode.INVOICE_STATE, state);
        }
        return this;
    }

    /** The document with its lines and taxes. */
    public Invoice with(List<InvoiceLine> lines, List<InvoiceTax> taxes) {
        return with(lines, taxes, null);
    }

    /** The same of a credit note that takes a cash discount back. */
    public Invoice with(List<InvoiceLine> lines, List<InvoiceTax> taxes, @Nullable BigDecimal cashDiscount) {
        return new Invoice(id, type, number, state, partnerId, invoiceDate, supplyDate, dueDate, currency, shipToCountry, net, tax, gross,
                correctsId, cancelsId, entryId, note, cashDiscount, version, lines, taxes);
    }

    /** The document as it stands once it is posted. */
    public InvoiceHead posted(@Nullable String drawn, String next, LocalDate due, @Nullable UUID entry) {
        return new InvoiceHead(id, type, drawn, next, partnerId, invoiceDate, supplyDate, due, currency, shipToCountry, net, tax, gross,
                correctsId, cancelsId, entry, note, version + 1);
    }
}
