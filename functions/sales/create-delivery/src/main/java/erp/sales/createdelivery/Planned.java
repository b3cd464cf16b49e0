package erp.sales.createdelivery;

import erp.sales.Order;
import erp.sales.Orders;
import erp.sales.SalesCode;
import erp.work.Tx;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A line of a delivery to be: a part of an order's line. */
record Planned(UUID orderId, int orderLine, UUID productId, BigDecimal quantity, String lot) {

    private record Key(UUID sourceId, int sourceLine) {
    }

    private record Reserved(UUID sourceId, int sourceLine, BigDecimal quantity) {
    }

    /** Everything that is reserved and not planned yet; services need no delivery. */
    static List<Planned> reserved(Tx tx, List<Order.Line> lines) {
        Map<Key, BigDecimal> reserved = new HashMap<>();
        tx.list(Reserved.class, """
                select source_id, source_line, sum(quantity) as quantity from inventory.reservations
                 where company_id = ? and source_id = any(?) and state = 'reserved' group by 1, 2""",
                tx.company(), lines.stream().map(Order.Line::orderId).distinct().toList())
                .forEach(row -> reserved.put(new Key(row.sourceId, row.sourceLine), row.quantity));
        List<Planned> planned = new ArrayList<>();
        for (Order.Line line : lines) {
            BigDecimal there = reserved.getOrDefault(new Key(line.orderId(), line.n()), BigDecimal.ZERO).subtract(line.planned());
            BigDecimal quantity = there.min(line.open());
            if (line.stocked() && quantity.signum() > 0) {
                planned.add(new Planned(line.orderId(), line.n(), line.productId(), quantity, ""));
            }
        }
        return planned;
    }

    /** The lines as wanted, each within what is open; several may take from the same order line, for example by lot. */
    static List<Planned> wanted(List<Order.Line> lines, List<CreateDelivery.Line> wanted) {
        Map<Key, BigDecimal> open = new HashMap<>();
        Map<Key, Order.Line> known = new HashMap<>();
        for (Order.Line line : lines) {
            if (line.stocked()) {
                open.put(new Key(line.orderId(), line.n()), line.open());
                known.put(new Key(line.orderId(), line.n()), line);
            }
        }
        List<Planned> planned = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            CreateDelivery.Line line = wanted.get(i);
            Key key = new Key(line.orderId(), line.orderLine());
            if (!known.containsKey(key)) {
                throw Orders.refusal(i + 1, "orderLine", SalesCode.UNKNOWN_ORDER_LINE);
            }
            Orders.refuseFraction(i + 1, true, known.get(key).unit(), line.quantity());
            BigDecimal rest = open.get(key).subtract(line.quantity());
            if (rest.signum() < 0) {
                throw Orders.refusal(i + 1, "quantity", SalesCode.OVER_DELIVERY, line.orderLine(),
                        open.get(key).stripTrailingZeros().toPlainString());
            }
            open.put(key, rest);
            planned.add(new Planned(line.orderId(), line.orderLine(), known.get(key).productId(), line.quantity(),
                    line.lot() == null ? "" : line.lot()));
        }
        return planned;
    }
}
