package erp.sales;

import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Versioned;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** An order under lock, as those who change it see it. */
public record Order(UUID id, String number, UUID partnerId, String state, LocalDate orderDate, LocalDate requestedDate, UUID locationId,
                    String shipTo, String shipToCountry, String customerReference, BigDecimal gross, int revision, int version)
        implements Versioned {

    /**
     * A line of it.
     *
     * @param planned what stands in deliveries that have not been shipped yet
     */
    public record Line(UUID orderId, int n, UUID productId, String description, BigDecimal quantity, String unit, BigDecimal unitPrice,
                       BigDecimal discountPercent, boolean stocked, BigDecimal delivered, BigDecimal planned, BigDecimal invoiced) {

        /** What has gone out or stands in a delivery, and can no longer be unordered. */
        public BigDecimal bound() {
            return delivered.add(planned);
        }

        /** What can still be put into a delivery. */
        public BigDecimal open() {
            return quantity.subtract(bound());
        }
    }

    /**
     * Locks an order, and before it its partner where a credit limit makes orders depend on each other.
     *
     * @throws Refusal 404 where this company has no such order
     */
    public static Order lock(Tx tx, UUID id) {
        tx.write("""
                select from partners.partners p
                 where p.company_id = ? and p.credit_limit is not null
                   and p.id = (select partner_id from sales.orders where company_id = p.company_id and id = ?) for no key update""",
                tx.company(), id);
        return tx.get(Order.class, SELECT + "and id = ? for no key update", tx.company(), id);
    }

    /** Locks several orders, in the order of their identifiers. */
    public static List<Order> lock(Tx tx, List<UUID> ids) {
        return tx.list(Order.class, SELECT + "and id = any(?) order by id for no key update", tx.company(), ids);
    }

    private static final String SELECT = """
            select id, number, partner_id, state, order_date, requested_date, location_id, ship_to, ship_to_country, customer_reference,
                   gross, revision, version
              from sales.orders where company_id = ?\s""";

    /** The lines of locked orders. */
    public static List<Line> lines(Tx tx, List<UUID> orderIds) {
        return tx.list(Line.class, """
                select l.order_id, l.n, l.product_id, l.description, l.quantity, l.unit, l.unit_price, l.discount_percent, l.stocked,
                       l.delivered, l.invoiced,
                       coalesce((select sum(d.quantity) from sales.delivery_lines d
                                   join sales.deliveries h on h.company_id = d.company_id and h.id = d.delivery_id and h.state = 'draft'
                                  where d.company_id = l.company_id and d.order_id = l.order_id and d.order_line = l.n), 0) as planned
                  from sales.order_lines l where l.company_id = ? and l.order_id = any(?) order by l.order_id, l.n""",
                tx.company(), orderIds);
    }

    /** @throws Refusal 409 {@code order_state} unless the order is in one of these states */
    public Order requireState(String... states) {
        if (!List.of(states).contains(state)) {
            throw new Refusal(SalesCode.ORDER_STATE, state);
        }
        return this;
    }

    /** Who gets the goods, where, and from which place: what orders must share to go in one delivery. */
    public List<Object> destination() {
        return Arrays.asList(partnerId, shipTo, shipToCountry, locationId);
    }

    /** Moves the order to another state, as a new version. */
    public void become(Tx tx, String next) {
        tx.write("update sales.orders set state = ?, version = version + 1 where company_id = ? and id = ?", next, tx.company(), id);
    }

    /**
     * Gives orders the state that follows from what of them is delivered and invoiced.
     *
     * @param idSql a select of their identifiers
     * @return their states
     */
    public static Tx.Later<List<String>> progress(Tx tx, String idSql, Object... args) {
        Object[] all = new Object[args.length + 1];
        all[0] = tx.company();
        System.arraycopy(args, 0, all, 1, args.length);
        // By arrays and keys: a join of these tables, planned while they are empty, reads all orders for each of them afterwards.
        return tx.later(String.class, """
                update sales.orders o set state = (
                       select case when bool_or(l.stocked and l.delivered < l.quantity)
                                   then case when bool_or(l.delivered > 0) then 'partly_delivered' else 'confirmed' end
                                   when bool_or(l.invoiced < l.quantity)
                                   then case when bool_or(l.stocked) then 'delivered' else 'confirmed' end
                                   else 'closed' end
                         from sales.order_lines l where l.company_id = o.company_id and l.order_id = o.id)
                 where o.company_id = ? and o.id = any(array(""" + idSql + """
                       )) returning o.state""", all);
    }
}
