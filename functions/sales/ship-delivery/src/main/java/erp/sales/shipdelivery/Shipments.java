package erp.sales.shipdelivery;

import erp.sales.Delivery;
import erp.sales.Order;
import erp.stock.Arrivals;
import erp.stock.Location;
import erp.stock.Locations;
import erp.stock.Movement;
import erp.stock.Reservations;
import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** What a shipment takes: the reserved goods of its lines first, and what it leaves in its orders. */
@Singleton
class Shipments {

    private static final String ORDERS = "select order_id from sales.delivery_lines where company_id = ? and delivery_id = ?";

    private final Locations locations;
    private final Arrivals arrivals;

    Shipments(Locations locations, Arrivals arrivals) {
        this.locations = locations;
        this.arrivals = arrivals;
    }

    private record Line(int n, UUID orderId, int orderLine, UUID productId, BigDecimal quantity, String lot) {
    }

    /** Locks a delivery and then its orders, in the order of their identifiers. */
    static Delivery lock(Tx tx, UUID id) {
        Delivery delivery = Delivery.lock(tx, id);
        tx.write("""
                select from sales.orders where company_id = ? and id in (%s) order by id for no key update""".formatted(ORDERS),
                tx.company(), tx.company(), id);
        return delivery;
    }

    /** The goods by line and lot: what is reserved for the order's line, lot by lot, then what is free. */
    List<Movement> movements(Tx tx, Delivery delivery) {
        List<Line> lines = tx.list(Line.class, """
                select n, order_id, order_line, product_id, quantity, lot from sales.delivery_lines
                 where company_id = ? and delivery_id = ? order by n""", tx.company(), delivery.id());
        List<Location> all = locations.of(tx);
        Location from = all.stream().filter(location -> location.id().equals(delivery.locationId())).findFirst().orElseThrow();
        Location to = locations.of(tx, Location.Kind.CUSTOMER);
        Map<UUID, List<Reservations.Reserved>> reserved = new LinkedHashMap<>();
        lines.stream().map(Line::orderId).distinct().sorted()
                .forEach(order -> reserved.put(order, new ArrayList<>(Reservations.lockOf(tx, order))));
        Map<Reservations.Reserved, BigDecimal> used = new LinkedHashMap<>();
        List<Movement> movements = new ArrayList<>();
        for (Line line : lines) {
            BigDecimal open = line.quantity;
            for (Reservations.Reserved one : reserved.get(line.orderId)) {
                BigDecimal part = one.quantity().subtract(used.getOrDefault(one, BigDecimal.ZERO)).min(open);
                if (one.sourceLine() == line.orderLine && (line.lot.isEmpty() || line.lot.equals(one.lot())) && part.signum() > 0) {
                    movements.add(new Movement(line.n, line.productId, from, to, one.lot(), part, part, null));
                    used.merge(one, part, BigDecimal::add);
                    open = open.subtract(part);
                }
            }
            if (open.signum() > 0) {
                movements.add(new Movement(line.n, line.productId, from, to, line.lot, open, BigDecimal.ZERO, null));
            }
        }
        Reservations.consume(tx, used);
        giveBack(tx, delivery, lines, reserved, used);
        return movements;
    }

    private void giveBack(Tx tx, Delivery delivery, List<Line> lines, Map<UUID, List<Reservations.Reserved>> reserved,
            Map<Reservations.Reserved, BigDecimal> used) {
        Map<UUID, List<Order.Line>> orders = Order.lines(tx, List.copyOf(reserved.keySet())).stream()
                .collect(Collectors.groupingBy(Order.Line::orderId));
        Map<Reservations.Reserved, BigDecimal> left = new LinkedHashMap<>();
        reserved.forEach((order, ofOrder) -> left.putAll(Leftovers.of(orders.get(order),
                lines.stream().filter(line -> line.orderId.equals(order))
                        .collect(Collectors.toMap(Line::orderLine, Line::quantity, BigDecimal::add)),
                ofOrder.stream().map(one -> one.with(one.quantity().subtract(used.getOrDefault(one, BigDecimal.ZERO))))
                        .filter(one -> one.quantity().signum() > 0).toList())));
        if (!left.isEmpty()) {
            // All counters of the goods at once and in key order, before some of them change here and others by the moves.
            Reservations.lock(tx, delivery.locationId(), lines.stream().map(Line::productId).distinct().toList());
            Reservations.release(tx, left);
            arrivals.released(tx, List.copyOf(left.keySet()));
        }
    }

    /** Marks the delivery as shipped and tells its orders. */
    void ship(Tx tx, Delivery delivery, LocalDate date, @Nullable UUID entry) {
        tx.write("""
                update sales.order_lines l set delivered = l.delivered + d.quantity
                  from (select order_id, order_line, sum(quantity) as quantity from sales.delivery_lines
                         where company_id = ? and delivery_id = ? group by 1, 2) d
                 where l.company_id = ? and l.order_id = d.order_id and l.n = d.order_line""", tx.company(), delivery.id(), tx.company());
        tx.write("update sales.orders set version = version + 1 where company_id = ? and id in (" + ORDERS + ")",
                tx.company(), tx.company(), delivery.id());
        Order.progress(tx, ORDERS, tx.company(), delivery.id());
        tx.write("""
                update sales.deliveries set state = 'shipped', ship_date = ?, entry_id = ?, version = version + 1
                 where company_id = ? and id = ?""", date, entry, tx.company(), delivery.id());
    }
}
