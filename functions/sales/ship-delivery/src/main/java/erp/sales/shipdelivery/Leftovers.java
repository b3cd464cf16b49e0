package erp.sales.shipdelivery;

import erp.sales.Order;
import erp.stock.Reservations;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What stays reserved for an order although it needs no more of it: its goods went out of a lot that was not reserved for it. */
final class Leftovers {

    private Leftovers() {
    }

    /**
     * What is to be given back, of each reservation.
     *
     * @param lines    an order's lines, as they were before the shipment
     * @param shipped  what of each line is being shipped
     * @param reserved what is still reserved for the order, when what is being shipped is used up
     */
    static Map<Reservations.Reserved, BigDecimal> of(List<Order.Line> lines, Map<Integer, BigDecimal> shipped,
            List<Reservations.Reserved> reserved) {
        Map<Reservations.Reserved, BigDecimal> left = new LinkedHashMap<>();
        for (Order.Line line : lines) {
            BigDecimal needed = line.quantity().subtract(line.delivered()).subtract(shipped.getOrDefault(line.n(), BigDecimal.ZERO));
            for (Reservations.Reserved one : reserved) {
                if (one.sourceLine() == line.n()) {
                    BigDecimal kept = one.quantity().min(needed);
                    needed = needed.subtract(kept);
                    if (kept.compareTo(one.quantity()) < 0) {
                        left.put(one, one.quantity().subtract(kept));
                    }
                }
            }
        }
        return left;
    }
}
