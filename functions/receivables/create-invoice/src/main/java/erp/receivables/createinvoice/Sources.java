package erp.receivables.createinvoice;

import erp.receivables.createinvoice.CreateInvoice.Line;
import erp.receivables.createinvoice.CreateInvoice.Request;
import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the deliveries and orders of a request leave to be invoiced, under the locks of the orders.
 *
 * @param deliveries the lines of its deliveries
 * @param orders     the lines of its orders
 */
record Sources(Tx.Later<List<Source>> deliveries, Tx.Later<List<Source>> orders) {

    static List<UUID> deliveryIds(Request request) {
        return ids(request.deliveryIds(), request.lines(), Line::deliveryId);
    }

    static List<UUID> orderIds(Request request) {
        return ids(request.orderIds(), request.lines(), Line::orderId);
    }

    private static List<UUID> ids(@Nullable List<UUID> whole, @Nullable List<Line> lines, Function<Line, UUID> id) {
        return Stream.concat(whole == null ? Stream.of() : whole.stream(), lines == null ? Stream.of() : lines.stream().map(id))
                .filter(one -> one != null).distinct().toList();
    }

    /** Locks the orders behind a request in the order of their identifiers, and reads what is not invoiced. */
    static Sources lock(Tx tx, Request request) {
        List<UUID> deliveries = deliveryIds(request);
        List<UUID> orders = orderIds(request);
        if (deliveries.isEmpty() && orders.isEmpty()) {
            return new Sources(List::of, List::of);
        }
        tx.write("""
                select from sales.orders where company_id = ? and id = any(array(
                       select unnest(?::uuid[]) union
                       select order_id from sales.delivery_lines where company_id = ? and delivery_id = any(?::uuid[])))
                 order by id for no key update""", tx.company(), orders, tx.company(), deliveries);
        return new Sources(deliveries.isEmpty() ? List::of : ofDeliveries(tx, deliveries),
                orders.isEmpty() ? List::of : ofOrders(tx, orders));
    }

    private static Tx.Later<List<Source>> ofDeliveries(Tx tx, List<UUID> ids) {
        return tx.later(Source.class, """
                select d.id as delivery_id, l.n as delivery_line, l.order_id, l.order_line, d.state, d.partner_id, d.ship_date,
                       d.ship_to_country, l.product_id, true as stocked, l.quantity - l.invoiced as open,
                       o.quantity - o.invoiced as order_open, o.description, o.unit, o.unit_price, o.discount_percent, o.tax_class
                  from sales.deliveries d
                  join sales.delivery_lines l on l.company_id = d.company_id and l.delivery_id = d.id
                  join sales.order_lines o on o.company_id = l.company_id and o.order_id = l.order_id and o.n = l.order_line
                 where d.company_id = ? and d.id = any(?::uuid[]) order by d.id, l.n""", tx.company(), ids);
    }

    private static Tx.Later<List<Source>> ofOrders(Tx tx, List<UUID> ids) {
        return tx.later(Source.class, """
                select null::uuid as delivery_id, null::integer as delivery_line, o.id as order_id, l.n as order_line, o.state,
                       o.partner_id, null::date as ship_date, o.ship_to_country, l.product_id, l.stocked,
                       l.quantity - l.invoiced as open, l.quantity - l.invoiced as order_open, l.description, l.unit, l.unit_price,
                       l.discount_percent, l.tax_class
                  from sales.orders o join sales.order_lines l on l.company_id = o.company_id and l.order_id = o.id
                 where o.company_id = ? and o.id = any(?::uuid[]) order by o.id, l.n""", tx.company(), ids);
    }
}
