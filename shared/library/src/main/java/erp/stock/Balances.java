package erp.stock;

import erp.money.Rounding;
import erp.work.Tx;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The counters of goods at their storage places, under lock, as one posting changes them. The rows are locked in the order of
 * their key, by one statement that waits, so that two postings never hold what the other one needs.
 */
final class Balances {

    /** What is counted by one row. */
    record Key(UUID product, UUID location, String lot) {

        static Object[] columns(Collection<Key> keys) {
            return new Object[] {keys.stream().map(Key::product).toList(), keys.stream().map(Key::location).toList(),
                keys.stream().map(Key::lot).toList()};
        }
    }

    /** A counter under lock. */
    record Row(UUID productId, UUID locationId, String lot, BigDecimal onHand, BigDecimal reserved) {
        Key key() {
            return new Key(productId, locationId, lot);
        }
    }

    /** A counter as the posting changes it. */
    private static final class Counter {
        private final BigDecimal onHand;
        private final BigDecimal promisedToOthers;
        private BigDecimal used = BigDecimal.ZERO;
        private BigDecimal entered = BigDecimal.ZERO;
        private BigDecimal left = BigDecimal.ZERO;

        Counter(Row row, BigDecimal reservedForThis) {
            onHand = row.onHand;
            promisedToOthers = row.reserved.subtract(reservedForThis);
        }

        /** What all movements of the posting together can take. */
        BigDecimal available() {
            return onHand.add(entered).subtract(promisedToOthers);
        }
    }

    private final Map<Key, Counter> counters = new LinkedHashMap<>();

    private Balances(List<Row> locked, List<Movement> movements) {
        Map<Key, BigDecimal> reserved = new HashMap<>();
        movements.forEach(movement -> reserved.merge(movement.key(movement.from()), movement.reserved(), BigDecimal::add));
        locked.forEach(row -> counters.put(row.key(), new Counter(row, reserved.getOrDefault(row.key(), BigDecimal.ZERO))));
    }

    /** Locks the counters of all places that movements start from and go to; those that goods go to come into being. */
    static Tx.Later<Balances> lock(Tx tx, List<Movement> movements) {
        Set<Key> keys = new LinkedHashSet<>();
        Set<Key> entered = new LinkedHashSet<>();
        for (Movement movement : movements) {
            if (movement.from().isStorage()) {
                keys.add(movement.key(movement.from()));
            }
            if (movement.to().isStorage()) {
                entered.add(movement.key(movement.to()));
            }
        }
        keys.addAll(entered);
        if (!entered.isEmpty()) {
            Object[] columns = Key.columns(entered);
            tx.write("""
                    insert into inventory.balances (product_id, location_id, lot, on_hand, company_id)
                    select k.product_id, k.location_id, k.lot, 0, p.company_id
                      from unnest(?::uuid[], ?::uuid[], ?::text[]) k (product_id, location_id, lot)
                      join products.products p on p.company_id = ? and p.id = k.product_id and p.stocked
                     order by 1, 2, 3 on conflict do nothing""", columns[0], columns[1], columns[2], tx.company());
        }
        Tx.Later<List<Row>> locked = lock(tx, keys);
        return () -> new Balances(locked.get(), movements);
    }

    /** Locks counters in the order of their keys. The products stand alone as well, so that they are looked up, and not all is read. */
    static Tx.Later<List<Row>> lock(Tx tx, Collection<Key> keys) {
        Object[] columns = Key.columns(keys);
        return tx.later(Row.class, """
                select product_id, location_id, lot, on_hand, reserved from inventory.balances
                 where company_id = ? and product_id = any(?::uuid[])
                   and (product_id, location_id, lot) in (select * from unnest(?::uuid[], ?::uuid[], ?::text[]))
                 order by product_id, location_id, lot for no key update""", tx.company(), columns[0], columns[0], columns[1], columns[2]);
    }

    /**
     * Takes goods from one place and puts them to the other.
     *
     * @throws erp.work.Refusal 409 {@code insufficient_stock} when less is there than leaves, or the rest is promised to others
     */
    void move(Movement movement, Goods goods) {
        if (movement.from().isStorage()) {
            Counter counter = counters.get(movement.key(movement.from()));
            BigDecimal available = counter == null ? BigDecimal.ZERO : counter.available();
            if (counter == null || available.compareTo(counter.left.add(movement.quantity())) < 0) {
                throw StockCode.INSUFFICIENT_STOCK.at(movement.line(), "quantity", goods.number(),
                        Rounding.normal(available).toPlainString());
            }
            counter.left = counter.left.add(movement.quantity());
            counter.used = counter.used.add(movement.reserved());
        }
        if (movement.to().isStorage()) {
            Counter counter = counters.get(movement.key(movement.to()));
            counter.entered = counter.entered.add(movement.quantity());
        }
    }

    /** What the whole posting leaves where a movement starts from. */
    BigDecimal onHand(Movement movement) {
        Counter counter = counters.get(movement.key(movement.from()));
        return counter.onHand.add(counter.entered).subtract(counter.left);
    }

    /** Queues the changes. */
    void write(Tx tx) {
        change(tx, counters.keySet(), counters.values().stream().map(counter -> counter.entered.subtract(counter.left)).toList(),
                counters.values().stream().map(counter -> counter.used.negate()).toList());
    }

    /** Queues changes of counters that this transaction has locked. */
    static void change(Tx tx, Collection<Key> keys, List<BigDecimal> onHand, List<BigDecimal> reserved) {
        Object[] columns = Key.columns(keys);
        tx.write("""
                update inventory.balances b set on_hand = b.on_hand + k.on_hand, reserved = b.reserved + k.reserved
                  from unnest(?::uuid[], ?::uuid[], ?::text[], ?::numeric[], ?::numeric[])
                       k (product_id, location_id, lot, on_hand, reserved)
                 where b.company_id = ? and b.product_id = any(?::uuid[])
                   and b.product_id = k.product_id and b.location_id = k.location_id and b.lot = k.lot""",
                columns[0], columns[1], columns[2], onHand, reserved, tx.company(), columns[0]);
    }
}
