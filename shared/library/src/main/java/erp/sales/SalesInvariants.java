package erp.sales;

import erp.audit.Invariant;
import java.util.List;

/** What is always true of a company's orders and deliveries: their lines count what deliveries took and what invoices cover. */
public final class SalesInvariants {

    /** What invoices cover of each line that they name; those that were cancelled, and credit notes, do not count. */
    private static final String COVERED = """
            (select k.%1$s_id, k.%1$s_line, sum(k.quantity) as quantity
               from receivables.invoice_lines k
               join receivables.invoices v on v.company_id = :company and v.id = k.invoice_id and v.type = '380' and v.state <> 'cancelled'
              where k.company_id = :company and k.%1$s_id is not null group by 1, 2)""";

    private static final String INVOICED = "invoiced is what invoices cover";

    public static final List<Invariant> ALL = List.of(
            new Invariant("order_delivered", "delivered is what deliveries took", """
                    select o.number || ' line ' || l.n as subject, trim_scale(l.delivered)::text as stored,
                           trim_scale(coalesce(t.quantity, 0))::text as computed
                      from sales.order_lines l
                      join sales.orders o on o.company_id = :company and o.id = l.order_id
                      left join (select k.order_id, k.order_line, sum(k.quantity) as quantity
                                   from sales.delivery_lines k
                                   join sales.deliveries d on d.company_id = :company and d.id = k.delivery_id and d.state = 'shipped'
                                  where k.company_id = :company group by 1, 2) t on t.order_id = l.order_id and t.order_line = l.n
                     where l.company_id = :company and l.delivered <> coalesce(t.quantity, 0)"""),
            new Invariant("order_invoiced", INVOICED, """
                    select o.number || ' line ' || l.n as subject, trim_scale(l.invoiced)::text as stored,
                           trim_scale(coalesce(t.quantity, 0))::text as computed
                      from sales.order_lines l
                      join sales.orders o on o.company_id = :company and o.id = l.order_id
                      left join %s t on t.order_id = l.order_id and t.order_line = l.n
                     where l.company_id = :company and l.invoiced <> coalesce(t.quantity, 0)""".formatted(COVERED.formatted("order"))),
            new Invariant("delivery_invoiced", INVOICED, """
                    select d.number || ' line ' || l.n as subject, trim_scale(l.invoiced)::text as stored,
                           trim_scale(coalesce(t.quantity, 0))::text as computed
                      from sales.delivery_lines l
                      join sales.deliveries d on d.company_id = :company and d.id = l.delivery_id
                      left join %s t on t.delivery_id = l.delivery_id and t.delivery_line = l.n
                     where l.company_id = :company and l.invoiced <> coalesce(t.quantity, 0)""".formatted(COVERED.formatted("delivery"))));

    private SalesInvariants() {
    }
}
