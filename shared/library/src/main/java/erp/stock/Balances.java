package erp.stock;

import erp.money.Rounding;
import erp.work.Tx;
import java.math.BigDecimal;
import java.util.Collection;
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

    private record Row(UUID productId, UUID locationId, String lot, BigDecimal onHand, BigDecimal reserved) {
        Key key() {
            return new Key(productId, locationId, lot);
        }
    }

    /** What a posting adds to a counter so far. */
    private record Change(BigDecimal onHand, BigDecimal reserved) {
        static final Change NONE = new Change(BigDecimal.ZERO, BigDecimal.ZERO);

        Change plus(BigDecimal quantity, BigDecimal promised) {
            return new Change(onHand.add(quantity), reserved.add(promised));
        }
    }

    private final Map<Key, Row> rows = new LinkedHashMap<>();
    private final Map<Key, Change> changes = new LinkedHashMap<>();

    private Balances(List<Row> locked) {
        locked.forEach(row -> rows.put(row.key(), row));
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
            tx.write("""
                    insert into inventory.balances (product_id, location_id, lot, on_hand, company_id)
                    select k.product_id, k.location_id, k.lot, 0, p.company_id
                      from unnest(?::uuid[], ?::uuid[], ?::text[]) k (product_id, location_id, lot)
                      join products.products p on p.company_id = ? and p.id = k.product_id and p.stocked
                     order by 1, 2, 3 on conflict do nothing""", with(tx.company(), Key.columns(entered)));
        }
        Tx.Later<List<Row>> locked = tx.later(Row.class, """
                select product_id, location_id, lot, on_hand, reserved from inventory.balances
                 where (product_id, location_id, lot) in (select * from unnest(?::uuid[], ?::uuid[], ?::text[])) and company_id = ?
                 order by product_id, location_id, lot for no key update""", with(tx.company(), Key.columns(keys)));
        return () -> new Balances(locked.get());
    }

    /**
     * Takes goods from one place and puts them to the other.
     *
     * @throws erp.work.Refusal 409 {@code insufficient_stock} when less is there than leaves, or the rest is promised to others
     */
    void move(Movement movement, Goods goods) {
        if (movement.from().isStorage()) {
            Key key = movement.key(movement.from());
            BigDecimal available = available(key).add(movement.reserved());
            if (available.compareTo(movement.quantity()) < 0) {
                throw StockCode.INSUFFICIENT_STOCK.at(movement.line(), "quantity", goods.number(), Rounding.normal(available).toPlainString());
            }
            add(key, movement.quantity().negate(), movement.reserved().negate());
        }
        if (movement.to().isStorage()) {
            add(movement.key(movement.to()), movement.quantity(), BigDecimal.ZERO);
        }
    }

    private BigDecimal available(Key key) {
        Row row = rows.get(key);
        Change change = changes.getOrDefault(key, Change.NONE);
        return row == null ? BigDecimal.ZERO : row.onHand.add(change.onHand).subtract(row.reserved).subtract(change.reserved);
    }

    private void add(Key key, BigDecimal quantity, BigDecimal promised) {
        if (!rows.containsKey(key)) {
            throw new IllegalStateException("no counter for " + key);
        }
        changes.merge(key, Change.NONE.plus(quantity, promised), (sum, change) -> sum.plus(change.onHand, change.reserved));
    }

    /** Queues the changes. */
    void write(Tx tx) {
        change(tx, changes.keySet(), changes.values().stream().map(Change::onHand).toList(),
                changes.values().stream().map(Change::reserved).toList());
    }

    /** Queues changes of counters that this transaction has locked. */
    static void change(Tx tx, Collection<Key> keys, List<BigDecimal> onHand, List<BigDecimal> reserved) {
        Object[] columns = Key.columns(keys);
        tx.write("""
                update inventory.balances b set on_hand = b.on_hand + k.on_hand, reserved = b.reserved + k.reserved
                  from unnest(?::uuid[], ?::uuid[], ?::text[], ?::numeric[], ?::numeric[]) k (product_id, location_id, lot, on_hand, reserved)
                 where b.company_id = ? and b.product_id = k.product_id and b.location_id = k.location_id and b.lot = k.lot""",
                columns[0], columns[1], columns[2], onHand, reserved, tx.company());
    }

    private static Object[] with(int company, Object[] columns) {
        return new Object[] {columns[0], columns[1], columns[2], company};
    }
}
