package erp.receivables;

import erp.work.Tx;
import java.util.List;
import java.util.UUID;

/** How documents are locked, read and written. */
public final class Invoices {

    private static final String LINES = """
            select n, order_id, order_line, delivery_id, delivery_line, corrects_line, product_id, description, quantity, unit, unit_price,
                   discount_percent, net, tax_class, tax_category, tax_rate, tax_note
              from receivables.invoice_lines where company_id = ? and invoice_id = ? order by n""";
    private static final String TAXES = """
            select category, rate, tax_case, basis, tax, reason from receivables.invoice_taxes
             where company_id = ? and invoice_id = ? order by category, rate desc""";
    private static final String HEAD = "select " + InvoiceHead.COLUMNS + " from receivables.invoices where company_id = ? and id = ?";

    private Invoices() {
    }

    /** A document under lock, and after it the orders it invoices, in the order of their identifiers. */
    public static Tx.Later<List<InvoiceHead>> lock(Tx tx, UUID id) {
        Tx.Later<List<InvoiceHead>> head = tx.later(InvoiceHead.class, HEAD + " for no key update", tx.company(), id);
        tx.write("""
                select from sales.orders where company_id = ? and id = any(array(
                       select distinct order_id from receivables.invoice_lines where company_id = ? and invoice_id = ?
                                                   and order_id is not null))
                 order by id for no key update""", tx.company(), tx.company(), id);
        return head;
    }

    /** A document as it stands. */
    public static Tx.Later<List<InvoiceHead>> head(Tx tx, UUID id) {
        return tx.later(InvoiceHead.class, HEAD, tx.company(), id);
    }

    /** Its lines. */
    public static Tx.Later<List<InvoiceLine>> lines(Tx tx, UUID id) {
        return tx.later(InvoiceLine.class, LINES, tx.company(), id);
    }

    /** Its taxes, one a category and rate. */
    public static Tx.Later<List<InvoiceTax>> taxes(Tx tx, UUID id) {
        return tx.later(InvoiceTax.class, TAXES, tx.company(), id);
    }

    /**
     * Writes a document that has no number yet.
     *
     * @param head of a draft; a document that corrects another takes over seller, buyer and terms as they stood on that one
     */
    public static void write(Tx tx, InvoiceHead head, List<InvoiceLine> lines, List<InvoiceTax> taxes) {
        UUID original = head.correctsId() != null ? head.correctsId() : head.cancelsId();
        tx.write("""
                insert into receivables.invoices (company_id, id, type, state, partner_id, invoice_date, supply_date, due_date, currency,
                                                  ship_to_country, net, tax, gross, corrects_id, cancels_id, note, version, snapshot)
                values (?, ?, ?, 'draft', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                        (select snapshot from receivables.invoices where company_id = ? and id = ?))""",
                tx.company(), head.id(), head.type(), head.partnerId(), head.invoiceDate(), head.supplyDate(), head.dueDate(),
                head.currency(), head.shipToCountry(), head.net(), head.tax(), head.gross(), head.correctsId(), head.cancelsId(),
                head.note(), head.version(), tx.company(), original);
        tx.write("""
                insert into receivables.invoice_lines (company_id, invoice_id, n, order_id, order_line, delivery_id, delivery_line,
                                                       corrects_line, product_id, description, quantity, unit, unit_price,
                                                       discount_percent, net, tax_class, tax_category, tax_rate, tax_note)
                select ?, ?, l.* from unnest(?::smallint[], ?::uuid[], ?::smallint[], ?::uuid[], ?::smallint[], ?::smallint[], ?::uuid[],
                                             ?::text[], ?::numeric[], ?::text[], ?::numeric[], ?::numeric[], ?::numeric[], ?::text[],
                                             ?::text[], ?::numeric[], ?::text[]) l""",
                tx.company(), head.id(), lines.stream().map(InvoiceLine::n).toList(), lines.stream().map(InvoiceLine::orderId).toList(),
                lines.stream().map(InvoiceLine::orderLine).toList(), lines.stream().map(InvoiceLine::deliveryId).toList(),
                lines.stream().map(InvoiceLine::deliveryLine).toList(), lines.stream().map(InvoiceLine::correctsLine).toList(),
                lines.stream().map(InvoiceLine::productId).toList(), lines.stream().map(InvoiceLine::description).toList(),
                lines.stream().map(InvoiceLine::quantity).toList(), lines.stream().map(InvoiceLine::unit).toList(),
                lines.stream().map(InvoiceLine::unitPrice).toList(), lines.stream().map(InvoiceLine::discountPercent).toList(),
                lines.stream().map(InvoiceLine::net).toList(), lines.stream().map(InvoiceLine::taxClass).toList(),
                lines.stream().map(InvoiceLine::taxCategory).toList(), lines.stream().map(InvoiceLine::taxRate).toList(),
                lines.stream().map(InvoiceLine::taxNote).toList());
        tx.write("""
                insert into receivables.invoice_taxes (company_id, invoice_id, category, rate, tax_case, basis, tax, reason)
                select ?, ?, t.* from unnest(?::text[], ?::numeric[], ?::text[], ?::numeric[], ?::numeric[], ?::text[]) t""",
                tx.company(), head.id(), taxes.stream().map(InvoiceTax::category).toList(), taxes.stream().map(InvoiceTax::rate).toList(),
                taxes.stream().map(InvoiceTax::taxCase).toList(), taxes.stream().map(InvoiceTax::basis).toList(),
                taxes.stream().map(InvoiceTax::tax).toList(), taxes.stream().map(InvoiceTax::reason).toList());
    }

    /** Moves a document to another state, as a new version. */
    public static void become(Tx tx, UUID id, String state) {
        tx.write("update receivables.invoices set state = ?, version = version + 1 where company_id = ? and id = ?", state, tx.company(),
                id);
    }
}
