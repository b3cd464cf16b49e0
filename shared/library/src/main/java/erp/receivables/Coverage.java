package erp.receivables;

import erp.work.Tx;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * What of deliveries and orders stands on an invoice. A draft takes it when it is made, so that two invoices cannot cover the same
 * goods; discarding the draft or cancelling the invoice gives it back. Whoever does either holds the locks of the orders.
 */
public final class Coverage {

    private Coverage() {
    }

    /** Counts the lines of a written document as invoiced. */
    public static void take(Tx tx, UUID invoice, List<InvoiceLine> lines) {
        count(tx, invoice, lines, BigDecimal.ONE);
    }

    /**
     * Counts the lines of an invoice as not invoiced any more. An order it had closed is open again: closed means that all was
     * delivered.
     */
    public static void giveBack(Tx tx, UUID invoice, List<InvoiceLine> lines) {
        count(tx, invoice, lines, BigDecimal.ONE.negate());
        List<UUID> orders = orders(lines);
        if (!orders.isEmpty()) {
            tx.write("""
                    update sales.orders o set state = case when exists (select from sales.order_lines l where l.company_id = o.company_id
                                                                           and l.order_id = o.id and l.stocked)
                                                           then 'delivered' else 'confirmed' end
                     where o.company_id = ? and o.id = any(?::uuid[]) and o.state = 'closed'""", tx.company(), orders);
        }
    }

    /** Closes the orders of an invoice that is being posted where all is delivered and all stands on posted invoices. */
    public static void close(Tx tx, UUID invoice, List<InvoiceLine> lines) {
        List<UUID> orders = orders(lines);
        if (!orders.isEmpty()) {
            tx.write("""
                    update sales.orders o set state = 'closed', version = version + 1
                     where o.company_id = ? and o.id = any(?::uuid[]) and o.state in ('confirmed', 'partly_delivered', 'delivered')
                       and not exists (select from sales.order_lines l where l.company_id = o.company_id and l.order_id = o.id
                                          and (l.invoiced < l.quantity or l.stocked and l.delivered < l.quantity))
                       and not exists (select from receivables.invoice_lines l
                                         join receivables.invoices i on i.company_id = l.company_id and i.id = l.invoice_id
                                          and i.state = 'draft'
                                        where l.company_id = o.company_id and l.order_id = o.id and l.invoice_id <> ?)""",
                    tx.company(), orders, invoice);
        }
    }

    private static void count(Tx tx, UUID invoice, List<InvoiceLine> lines, BigDecimal sign) {
        List<UUID> deliveries = lines.stream().map(InvoiceLine::deliveryId).filter(Objects::nonNull).distinct().toList();
        if (!deliveries.isEmpty()) {
            tx.write("""
                    update sales.delivery_lines d set invoiced = d.invoiced + k.quantity
                      from (select delivery_id, delivery_line, sum(quantity) * ? as quantity from receivables.invoice_lines
                             where company_id = ? and invoice_id = ? and delivery_id is not null group by 1, 2) k
                     where d.company_id = ? and d.delivery_id = k.delivery_id and d.n = k.delivery_line""",
                    sign, tx.company(), invoice, tx.company());
            tx.write("update sales.deliveries set version = version + 1 where company_id = ? and id = any(?::uuid[])", tx.company(),
                    deliveries);
        }
        List<UUID> orders = orders(lines);
        if (!orders.isEmpty()) {
            tx.write("""
                    update sales.order_lines o set invoiced = o.invoiced + k.quantity
                      from (select order_id, order_line, sum(quantity) * ? as quantity from receivables.invoice_lines
                             where company_id = ? and invoice_id = ? and order_id is not null group by 1, 2) k
                     where o.company_id = ? and o.order_id = k.order_id and o.n = k.order_line""",
                    sign, tx.company(), invoice, tx.company());
            tx.write("update sales.orders set version = version + 1 where company_id = ? and id = any(?::uuid[])", tx.company(), orders);
        }
    }

    private static List<UUID> orders(List<InvoiceLine> lines) {
        return lines.stream().map(InvoiceLine::orderId).filter(Objects::nonNull).distinct().toList();
    }
}
