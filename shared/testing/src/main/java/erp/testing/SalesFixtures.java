package erp.testing;

import erp.sales.OrderLine;
import erp.sales.Orders;
import erp.sales.Reservation;
import erp.security.Caller;
import erp.work.Ids;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Orders and deliveries, written past the functions that are not under test. */
@Singleton
public final class SalesFixtures {

    /** The day on which orders made here are placed. */
    public static final LocalDate ORDERED = LocalDate.of(2026, 11, 2);

    private final Fixtures fixtures;
    private final Orders orders;

    SalesFixtures(Fixtures fixtures, Orders orders) {
        this.fixtures = fixtures;
        this.orders = orders;
    }

    /** A line of an order at the list price. */
    public static OrderLine line(UUID product, String quantity) {
        return new OrderLine(product, new BigDecimal(quantity), null, null, null);
    }

    /** A draft of an order. */
    public UUID draft(Caller caller, UUID customer, OrderLine... lines) {
        return place(caller, customer, null, lines);
    }

    /** A confirmed order, for which what is there is reserved. */
    public UUID confirmed(Caller caller, UUID customer, OrderLine... lines) {
        return place(caller, customer, Reservation.PARTIAL, lines);
    }

    private UUID place(Caller caller, UUID customer, @Nullable Reservation reservation, OrderLine... lines) {
        return fixtures.in(caller, tx -> orders.place(tx,
                new Orders.Wish(customer, ORDERED, null, "MAIN", null, null, null, Arrays.asList(lines)), reservation)).id();
    }

    /** A planned delivery of a part of an order's first line. */
    public UUID delivery(Caller caller, UUID order, String quantity) {
        return delivery(caller, order, 1, quantity, "");
    }

    /** A planned delivery of a part of an order's line, of a lot where one is named. */
    public UUID delivery(Caller caller, UUID order, int line, String quantity, String lot) {
        UUID id = Ids.next();
        fixtures.in(caller, tx -> {
            tx.write("""
                    insert into sales.deliveries (company_id, id, number, partner_id, state, location_id, planned_date, ship_to_country)
                    select company_id, ?, ?, partner_id, 'draft', location_id, order_date, ship_to_country
                      from sales.orders where company_id = ? and id = ?""", id, "DN-" + id, tx.company(), order);
            tx.write("""
                    insert into sales.delivery_lines (company_id, delivery_id, n, order_id, order_line, product_id, quantity, lot)
                    select company_id, ?, 1, order_id, n, product_id, ?, ? from sales.order_lines
                     where company_id = ? and order_id = ? and n = ?""", id, new BigDecimal(quantity), lot, tx.company(), order, line);
            return null;
        });
        return id;
    }

    /** Notes goods of an order's first line as delivered or as invoiced; nothing moves. */
    public void note(Caller caller, UUID order, String delivered, String invoiced) {
        fixtures.in(caller, tx -> {
            tx.write("update sales.order_lines set delivered = ?, invoiced = ? where company_id = ? and order_id = ? and n = 1",
                    new BigDecimal(delivered), new BigDecimal(invoiced), tx.company(), order);
            return null;
        });
    }

    /** Puts an order into a state. */
    public void state(Caller caller, UUID order, String state) {
        fixtures.in(caller, tx -> {
            tx.write("update sales.orders set state = ? where company_id = ? and id = ?", state, tx.company(), order);
            return null;
        });
    }

    /** An order's state. */
    public String state(Caller caller, UUID order) {
        return fixtures.value(caller, String.class, "select state from sales.orders where id = ?", order);
    }

    /** Grants a customer a credit limit. */
    public void credit(Caller caller, UUID customer, String limit) {
        fixtures.in(caller, tx -> {
            tx.write("update partners.partners set credit_limit = ? where company_id = ? and id = ?", new BigDecimal(limit), tx.company(),
                    customer);
            return null;
        });
    }

    /** The counters of a product in stock: {@code lot: on hand / reserved}. */
    public List<String> counters(Caller caller, UUID product) {
        return fixtures.in(caller, tx -> tx.list(String.class, """
                select case lot when '' then '' else lot || ': ' end || trim_scale(on_hand) || ' / ' || trim_scale(reserved)
                  from inventory.balances where company_id = ? and product_id = ? order by lot""", tx.company(), product));
    }

    /** What fill-backorders was wanted for: product and place. */
    public List<String> arrivals(Caller caller) {
        return fixtures.in(caller, tx -> tx.list(String.class, """
                select p.number || ' ' || l.code from tasks.tasks t
                  join products.products p on p.company_id = t.company_id and p.id = (t.args ->> 'productId')::uuid
                  join inventory.locations l on l.company_id = t.company_id and l.id = (t.args ->> 'locationId')::uuid
                 where t.company_id = ? and t.kind = 'fill-backorders' order by t.id""", tx.company()));
    }

    /** The moves of goods out of stock because of a document: {@code quantity} and {@code lot}. */
    public List<String> moves(Caller caller, UUID source) {
        return fixtures.in(caller, tx -> tx.list(String.class, """
                select trim(trim_scale(quantity) || ' ' || lot) from inventory.moves
                 where company_id = ? and source_id = ? order by lot, quantity""",
                tx.company(), source));
    }
}
