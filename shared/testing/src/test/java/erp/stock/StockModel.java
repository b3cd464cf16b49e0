package erp.stock;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Counters and reservations in plain Java, for one thread: what the kernel must do is read off here. */
final class StockModel {

    /** Goods at a place. */
    record Key(String product, String place, String lot) {
        @Override
        public String toString() {
            return product + " " + place + " " + lot;
        }
    }

    /** What an order has reserved. */
    record Open(Key key, BigDecimal quantity) {
    }

    private record Count(BigDecimal onHand, BigDecimal reserved) {
    }

    private final Map<Key, Count> counts;
    private final Map<UUID, Open> orders;

    StockModel() {
        this(Map.of(), Map.of());
    }

    private StockModel(Map<Key, Count> counts, Map<UUID, Open> orders) {
        this.counts = new LinkedHashMap<>(counts);
        this.orders = new LinkedHashMap<>(orders);
    }

    StockModel copy() {
        return new StockModel(counts, orders);
    }

    List<UUID> orders() {
        return new ArrayList<>(orders.keySet());
    }

    Open open(UUID order) {
        return orders.get(order);
    }

    BigDecimal available(Key key) {
        Count count = counts.getOrDefault(key, new Count(BigDecimal.ZERO, BigDecimal.ZERO));
        return count.onHand.subtract(count.reserved);
    }

    /** Whether a product is in stock anywhere, of one lot or (null) of any. */
    boolean isInStock(String product, String lot) {
        return counts.entrySet().stream().anyMatch(entry -> entry.getKey().product.equals(product)
                && (lot == null || entry.getKey().lot.equals(lot)) && entry.getValue().onHand.signum() > 0);
    }

    void count(Key key, BigDecimal onHand, BigDecimal reserved) {
        counts.merge(key, new Count(onHand, reserved), (a, b) -> new Count(a.onHand.add(b.onHand), a.reserved.add(b.reserved)));
    }

    void reserve(UUID order, Key key, BigDecimal quantity) {
        count(key, BigDecimal.ZERO, quantity);
        orders.put(order, new Open(key, quantity));
    }

    /** Ends a part of what an order has reserved. */
    void end(UUID order, BigDecimal quantity) {
        Open open = orders.get(order);
        count(open.key, BigDecimal.ZERO, quantity.negate());
        if (open.quantity.compareTo(quantity) == 0) {
            orders.remove(order);
        } else {
            orders.put(order, new Open(open.key, open.quantity.subtract(quantity)));
        }
    }

    /** In the form of {@link Warehouse#counters}. */
    List<String> counters() {
        Map<String, String> lines = new TreeMap<>();
        counts.forEach((key, count) -> {
            if (count.onHand.signum() > 0) {
                lines.put(key.toString(), key + " " + plain(count.onHand) + " " + plain(count.reserved));
            }
        });
        return List.copyOf(lines.values());
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
