package erp.sales.fillbackorders;

import erp.sales.Order;
import erp.sales.Reservation;
import erp.stock.FillBackorders;
import erp.stock.Reservations;
import erp.tasks.InTransaction;
import erp.tasks.Run;
import erp.tasks.Tasks;
import erp.tasks.Wish;
import erp.work.Tx;
import io.micronaut.core.annotation.Introspected;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Goods that can be promised are reserved for the confirmed orders that wait for them: the oldest wish first (the day the goods are
 * wanted, else that of the order; then the day of the order, then its number), what is there, or all of an order that was confirmed that
 * way. An order for which not all is there leaves the goods to those behind it.
 *
 * <p>Repeating it is safe: under the locks of the orders and the counters it reads again what is missing and what is there, so nobody is
 * promised more than that. Nothing is refused. Without a product it looks for all that are waited for and in stock, and wants a task for
 * each.
 */
@Singleton
class FillingBackorders implements InTransaction<FillBackorders> {

    private static final int ORDERS = 200;
    private static final int PRODUCTS = 1000;
    private static final String TURN = "wanted_date, order_date, length(number), number, order_id";

    private final Tasks tasks;

    FillingBackorders(Tasks tasks) {
        this.tasks = tasks;
    }

    @Override
    public Result run(Tx tx, Run run, FillBackorders goods) {
        if (goods.productId() == null || goods.locationId() == null) {
            List<FillBackorders> wanted = tx.list(FillBackorders.class, """
                    select distinct w.product_id, w.location_id from sales.waiting_lines w
                      join inventory.balances b on b.company_id = w.company_id and b.product_id = w.product_id
                                               and b.location_id = w.location_id and b.on_hand > b.reserved
                     where w.company_id = ? limit ?""", tx.company(), PRODUCTS);
            tasks.enqueue(tx, wanted.stream().map(Wish::of).toList());
            return new Result(0, wanted.size());
        }
        List<UUID> orders = waiting(tx, goods);
        if (orders.isEmpty()) {
            return new Result(0, 0);
        }
        Order.lock(tx, orders);
        Map<UUID, List<Line>> lines = lines(tx, goods, orders);
        int filled = fill(tx, goods, lines);
        if (orders.size() == ORDERS && filled > 0) {
            tasks.enqueue(tx, goods);
        }
        return new Result(filled, 0);
    }

    /** A line that waits. */
    record Line(UUID orderId, int n, UUID productId, Reservation reservation, BigDecimal missing) {
    }

    /** The orders whose turn it is, and that can get something. */
    private static List<UUID> waiting(Tx tx, FillBackorders goods) {
        return tx.list(UUID.class, """
                with free as (select product_id, sum(on_hand - reserved) as quantity from inventory.balances
                               where company_id = ? and location_id = ? and on_hand > reserved group by 1)
                select w.order_id from sales.waiting_lines w
                 where w.company_id = ? and w.product_id = ? and w.location_id = ? and w.product_id in (select product_id from free)
                   and (w.reservation = 'partial' or not exists (
                            select from sales.waiting_lines x left join free f on f.product_id = x.product_id
                             where x.company_id = w.company_id and x.order_id = w.order_id and x.missing > coalesce(f.quantity, 0)))
                 group by w.order_id, w.wanted_date, w.order_date, w.number
                 order by %s limit ?""".formatted(TURN), tx.company(), goods.locationId(), tx.company(), goods.productId(),
                goods.locationId(), ORDERS);
    }

    /** What they still wait for, under their locks, each in its turn: of an order that wants all at once everything. */
    private static Map<UUID, List<Line>> lines(Tx tx, FillBackorders goods, List<UUID> orders) {
        return tx.list(Line.class, """
                select order_id, n, product_id, reservation, missing from sales.waiting_lines
                 where company_id = ? and order_id = any(?::uuid[]) and (product_id = ? or reservation = 'all')
                 order by %s, n""".formatted(TURN), tx.company(), orders, goods.productId())
                .stream().collect(Collectors.groupingBy(Line::orderId, LinkedHashMap::new, Collectors.toList()));
    }

    private static int fill(Tx tx, FillBackorders goods, Map<UUID, List<Line>> waiting) {
        List<Reservations.Counter> counters = new ArrayList<>(Reservations.lock(tx, goods.locationId(),
                waiting.values().stream().flatMap(List::stream).map(Line::productId).distinct().toList()).get());
        int filled = 0;
        for (Map.Entry<UUID, List<Line>> order : waiting.entrySet()) {
            boolean all = order.getValue().getFirst().reservation == Reservation.ALL;
            List<Reservations.Wish> wishes = order.getValue().stream()
                    .map(line -> new Reservations.Wish(line.n, line.productId, line.missing)).toList();
            List<Reservations.Reserved> reserved = new ArrayList<>();
            // Where all is wanted and not all is there, this order is refused, and the next one has its turn.
            tx.attempt(() -> reserved.addAll(Reservations.reserve(tx, counters, wishes, all, "sales_order", order.getKey())));
            counters.replaceAll(counter -> counter.less(reserved));
            filled += reserved.isEmpty() ? 0 : 1;
        }
        return filled;
    }

    /**
     * What came of it.
     *
     * @param orders   that got goods
     * @param products for which further tasks are wanted
     */
    @Introspected
    record Result(int orders, int products) {
    }
}
