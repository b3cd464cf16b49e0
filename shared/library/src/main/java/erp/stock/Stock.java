package erp.stock;

import erp.company.Company;
import erp.ledger.AccountRole;
import erp.ledger.Entry;
import erp.ledger.Period;
import erp.money.Money;
import erp.money.Rounding;
import erp.products.UnitCode;
import erp.work.Code;
import erp.work.Ids;
import erp.work.Refusal;
import erp.work.Tx;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The one writer of stock moves, their values and the counters beside them. Moves and value layers are facts and only ever added;
 * counters change in the same transaction, under row locks taken in key order: balances, then pools, then layers.
 *
 * <p>Costs follow the order in which things became known, also for a back-dated move; quantities on a date follow business dates.
 */
public final class Stock {

    private static final String CREATE_POOLS = """
            insert into inventory.pools (company_id, product_id, quantity, value)
            select company_id, id, 0, 0 from products.products where company_id = ? and id = any(?) and stocked
             order by id on conflict do nothing""";
    private static final String LOCK_POOLS = """
            select from inventory.pools where company_id = ? and product_id = any(?) order by product_id for no key update""";

    private final Tx tx;
    private final Company company;
    private final Period period;

    private Stock(Tx tx, Company company, Period period) {
        this.tx = tx;
        this.company = company;
        this.period = period;
    }

    /** What a movement was worth: what came in cost, what went out takes with it; zero between two storage places. */
    public record Moved(Movement movement, Money value) {
    }

    /** A counter of goods: in the order of its key, locks are taken. */
    private record Key(UUID product, UUID location, String lot) implements Comparable<Key> {

        // Two transactions that lock the same rows must do it in the same order; SQL compares UUIDs as unsigned bytes, so does this.
        private static final Comparator<Key> ORDER = Comparator.comparing((Key key) -> key.product, Stock::compare)
                .thenComparing(key -> key.location, Stock::compare).thenComparing(key -> key.lot);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private record Balance(UUID productId, UUID locationId, String lot, BigDecimal onHand, BigDecimal reserved) {
    }

    private record Pool(UUID productId, BigDecimal quantity, BigDecimal value, long layers, String valuation, String tracking, String unit,
                        String number) {
    }

    private record OpenLayer(UUID productId, long n, UUID layerId, BigDecimal quantity, BigDecimal value) {
    }

    /**
     * Moves goods.
     *
     * @param period     the month of the date, locked by this transaction
     * @param sourceType the kind of document that wants it, for example {@code delivery}
     * @throws Refusal 409 {@code insufficient_stock} with the product and what is available, {@code period_closed}, {@code serial_exists},
     *                 422 {@code lot_required}, {@code serial_is_one}; nothing has moved then
     */
    public static List<Moved> move(Tx tx, Company company, Period period, String sourceType, UUID sourceId, List<Movement> movements) {
        period.requireOpenForStock();
        return new Stock(tx, company, period).move(sourceType, sourceId, movements);
    }

    private List<Moved> move(String sourceType, UUID sourceId, List<Movement> movements) {
        Map<Key, Balance> balances = lockBalances(movements);
        Map<UUID, Pool> pools = lockPools(movements);
        movements.forEach(movement -> checkTracking(movement, pools.get(movement.product())));
        checkSerials(movements, pools);
        moveQuantities(movements, balances, pools);
        List<Moved> moved = new ArrayList<>();
        List<UUID> ids = movements.stream().map(_ -> Ids.next()).toList();
        writeMoves(sourceType, sourceId, movements, ids);
        Values values = new Values(pools, lockLayers(movements, pools));
        for (int i = 0; i < movements.size(); i++) {
            moved.add(new Moved(movements.get(i), values.move(movements.get(i), ids.get(i))));
        }
        values.write();
        return moved;
    }

    /** Whether a product has ever moved; where it has not, no other transaction can move it before this one ends. */
    public static boolean hasMoved(Tx tx, UUID product) {
        tx.write(CREATE_POOLS, tx.company(), List.of(product));
        tx.write(LOCK_POOLS, tx.company(), List.of(product));
        return tx.list(Boolean.class, "select exists (select from inventory.moves where company_id = ? and product_id = ?)",
                tx.company(), product).getFirst();
    }

    /**
     * The journal entry for goods that entered or left the stock: the stock account against what caused it.
     *
     * @return an entry without lines when all of it was worth nothing
     */
    public static Entry entry(Company company, List<Moved> moved, String sourceType, UUID sourceId, String text) {
        Entry entry = Entry.of(sourceType, sourceId, text);
        Money change = Money.zero(company.money());
        Map<AccountRole, Money> causes = new LinkedHashMap<>();
        for (Moved one : moved) {
            Movement movement = one.movement();
            if (movement.entersStock()) {
                change = change.plus(one.value());
                causes.merge(cause(movement.from()), one.value().negate(), Money::plus);
            } else if (movement.leavesStock()) {
                change = change.minus(one.value());
                causes.merge(cause(movement.to()), one.value(), Money::plus);
            }
        }
        entry.debit(company.account(AccountRole.STOCK), change);
        causes.forEach((role, amount) -> entry.debit(company.account(role), amount));
        return entry;
    }

    private static AccountRole cause(Location outside) {
        return outside.kind() == Location.Kind.OPENING ? AccountRole.OPENING : AccountRole.COST_OF_GOODS;
    }

    static int compare(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }

    private Map<Key, Balance> lockBalances(List<Movement> movements) {
        Map<Key, Balance> balances = new TreeMap<>();
        for (Movement movement : movements) {
            for (Location location : List.of(movement.from(), movement.to())) {
                if (location.kind() == Location.Kind.STORAGE) {
                    balances.put(new Key(movement.product(), location.id(), movement.lot()), null);
                }
            }
        }
        List<Key> keys = List.copyOf(balances.keySet());
        Object[] columns = {tx.company(), keys.stream().map(Key::product).toList(), keys.stream().map(Key::location).toList(),
            keys.stream().map(Key::lot).toList()};
        tx.write("""
                insert into inventory.balances (company_id, product_id, location_id, lot, on_hand)
                select ?, k.product_id, k.location_id, k.lot, 0
                  from unnest(?::uuid[], ?::uuid[], ?::text[]) k (product_id, location_id, lot)
                 order by 2, 3, 4 on conflict do nothing""", columns);
        tx.list(Balance.class, """
                select b.product_id, b.location_id, b.lot, b.on_hand, b.reserved
                  from inventory.balances b
                 where b.company_id = ? and (b.product_id, b.location_id, b.lot) in
                       (select * from unnest(?::uuid[], ?::uuid[], ?::text[]))
                 order by b.product_id, b.location_id, b.lot for no key update""", columns)
                .forEach(balance -> balances.put(new Key(balance.productId, balance.locationId, balance.lot), balance));
        return balances;
    }

    private Map<UUID, Pool> lockPools(List<Movement> movements) {
        List<UUID> products = movements.stream().map(Movement::product).distinct().sorted(Stock::compare).toList();
        tx.write(CREATE_POOLS, tx.company(), products);
        // Locked before they are read: the products beside them are then as a change that held the lock has left them.
        tx.write(LOCK_POOLS, tx.company(), products);
        Map<UUID, Pool> pools = new LinkedHashMap<>();
        tx.list(Pool.class, """
                select s.product_id, s.quantity, s.value, s.layers, p.valuation, p.tracking, p.unit, p.number
                  from inventory.pools s join products.products p on p.company_id = s.company_id and p.id = s.product_id
                 where s.company_id = ? and s.product_id = any(?)
                 order by s.product_id""", tx.company(), products)
                .forEach(pool -> pools.put(pool.productId, pool));
        for (Movement movement : movements) {
            if (!pools.containsKey(movement.product())) {
                throw refusal(movement, "productId", StockCode.UNKNOWN_STOCK_PRODUCT);
            }
        }
        return pools;
    }

    private List<OpenLayer> lockLayers(List<Movement> movements, Map<UUID, Pool> pools) {
        List<UUID> consuming = movements.stream().filter(Movement::leavesStock).map(Movement::product).distinct()
                .filter(product -> pools.get(product).valuation.equals("fifo")).toList();
        // The pool's lock covers its layers: whoever changes them holds it.
        return consuming.isEmpty() ? List.of() : tx.list(OpenLayer.class, """
                select product_id, n, layer_id, quantity, value from inventory.open_layers
                 where company_id = ? and product_id = any(?) order by product_id, n""", tx.company(), consuming);
    }

    private void checkTracking(Movement movement, Pool pool) {
        if (movement.lot().isEmpty() != pool.tracking.equals("none")) {
            throw refusal(movement, "lot", StockCode.LOT_REQUIRED, pool.number);
        }
        if (pool.tracking.equals("serial") && movement.quantity().compareTo(BigDecimal.ONE) != 0) {
            throw refusal(movement, "quantity", StockCode.SERIAL_IS_ONE, pool.number);
        }
        UnitCode.of(pool.unit).check(movement.quantity());
    }

    /** A serial number is in one place only; the pools' locks keep a twin of this transaction out. */
    private void checkSerials(List<Movement> movements, Map<UUID, Pool> pools) {
        List<Movement> entering = movements.stream()
                .filter(movement -> movement.entersStock() && pools.get(movement.product()).tracking.equals("serial")).toList();
        if (!entering.isEmpty()) {
            tx.list(String.class, """
                    select lot from inventory.balances
                     where company_id = ? and on_hand > 0 and (product_id, lot) in (select * from unnest(?::uuid[], ?::text[]))""",
                    tx.company(), entering.stream().map(Movement::product).toList(), entering.stream().map(Movement::lot).toList())
                    .stream().findFirst().ifPresent(serial -> {
                        throw new Refusal(StockCode.SERIAL_EXISTS, serial);
                    });
            if (entering.stream().map(movement -> movement.product() + movement.lot()).distinct().count() < entering.size()) {
                throw new Refusal(StockCode.SERIAL_EXISTS, entering.getFirst().lot());
            }
        }
    }

    private static Refusal refusal(Movement movement, String field, Code code, Object... args) {
        return new Refusal(List.of(new Refusal.Field("/lines/" + (movement.line() - 1) + "/" + field, code, args)), code, args);
    }

    private void moveQuantities(List<Movement> movements, Map<Key, Balance> balances, Map<UUID, Pool> pools) {
        for (Movement movement : movements) {
            if (movement.from().kind() == Location.Kind.STORAGE) {
                balances.computeIfPresent(new Key(movement.product(), movement.from().id(), movement.lot()), (_, balance) -> {
                    BigDecimal reserved = balance.reserved.subtract(movement.reserved());
                    BigDecimal onHand = balance.onHand.subtract(movement.quantity());
                    if (onHand.compareTo(reserved) < 0 || reserved.signum() < 0) {
                        throw new Refusal(StockCode.INSUFFICIENT_STOCK, pools.get(movement.product()).number,
                                balance.onHand.subtract(reserved).max(BigDecimal.ZERO).stripTrailingZeros().toPlainString());
                    }
                    return new Balance(balance.productId, balance.locationId, balance.lot, onHand, reserved);
                });
            }
            if (movement.to().kind() == Location.Kind.STORAGE) {
                balances.computeIfPresent(new Key(movement.product(), movement.to().id(), movement.lot()), (_, balance) ->
                        new Balance(balance.productId, balance.locationId, balance.lot, balance.onHand.add(movement.quantity()), balance.reserved));
            }
        }
        List<Balance> all = List.copyOf(balances.values());
        tx.write("""
                update inventory.balances b set on_hand = k.on_hand, reserved = k.reserved
                  from unnest(?::uuid[], ?::uuid[], ?::text[], ?::numeric[], ?::numeric[]) k (product_id, location_id, lot, on_hand, reserved)
                 where b.company_id = ? and b.product_id = k.product_id and b.location_id = k.location_id and b.lot = k.lot""",
                all.stream().map(Balance::productId).toList(), all.stream().map(Balance::locationId).toList(),
                all.stream().map(Balance::lot).toList(), all.stream().map(Balance::onHand).toList(),
                all.stream().map(Balance::reserved).toList(), tx.company());
    }

    private void writeMoves(String sourceType, UUID sourceId, List<Movement> movements, List<UUID> ids) {
        tx.write("""
                insert into inventory.moves (company_id, id, product_id, from_location, to_location, lot, quantity, business_date,
                                             source_type, source_id, source_line)
                select ?, m.id, m.product_id, m.from_location, m.to_location, m.lot, m.quantity, ?, ?, ?, m.line
                  from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::numeric[], ?::smallint[])
                       m (id, product_id, from_location, to_location, lot, quantity, line)""",
                tx.company(), period.date(), sourceType, sourceId, ids,
                movements.stream().map(Movement::product).toList(),
                movements.stream().map(movement -> movement.from().id()).toList(),
                movements.stream().map(movement -> movement.to().id()).toList(),
                movements.stream().map(Movement::lot).toList(),
                movements.stream().map(Movement::quantity).toList(),
                movements.stream().map(Movement::line).toList());
    }

    /** The values of one posting: pools and layers as they change line by line, written together at the end. */
    private final class Values {

        private final Map<UUID, Pool> pools;
        private final Map<UUID, TreeMap<Long, OpenLayer>> layers = new LinkedHashMap<>();
        private final List<OpenLayer> touched = new ArrayList<>();
        private final List<Object[]> added = new ArrayList<>();

        Values(Map<UUID, Pool> pools, List<OpenLayer> open) {
            this.pools = pools;
            open.forEach(layer -> layers.computeIfAbsent(layer.productId, _ -> new TreeMap<>()).put(layer.n, layer));
        }

        Money move(Movement movement, UUID moveId) {
            if (movement.entersStock()) {
                return enter(movement, moveId);
            }
            return movement.leavesStock() ? leave(movement, moveId) : Money.zero(company.money());
        }

        private Money enter(Movement movement, UUID moveId) {
            Pool pool = pools.get(movement.product());
            Holding held = new Holding(pool.quantity, company.money(pool.value));
            // Goods that turn up are worth what the others cost on average; the first ones of a product must say.
            Money value = movement.value() != null ? movement.value()
                    : held.isEmpty() ? Money.zero(company.money())
                    : Rounding.quotient(pool.value.multiply(movement.quantity()), pool.quantity, company.money());
            UUID layer = Ids.next();
            long n = pool.layers + 1;
            add(layer, movement.product(), moveId, null, movement.quantity(), value);
            if (pool.valuation.equals("fifo")) {
                OpenLayer open = new OpenLayer(movement.product(), n, layer, movement.quantity(), value.amount());
                layers.computeIfAbsent(movement.product(), _ -> new TreeMap<>()).put(n, open);
                touched.add(open);
            }
            change(pool, held.plus(new Holding(movement.quantity(), value)), n);
            return value;
        }

        private Money leave(Movement movement, UUID moveId) {
            Pool pool = pools.get(movement.product());
            Holding held = new Holding(pool.quantity, company.money(pool.value));
            if (pool.valuation.equals("average")) {
                Holding taken = Valuation.average(held, movement.quantity());
                add(Ids.next(), movement.product(), moveId, null, taken.quantity().negate(), taken.value().negate());
                change(pool, held.minus(taken), pool.layers);
                return taken.value();
            }
            TreeMap<Long, OpenLayer> open = layers.getOrDefault(movement.product(), new TreeMap<>());
            List<Valuation.Layer> rests = open.values().stream().filter(layer -> layer.quantity.signum() > 0)
                    .map(layer -> new Valuation.Layer(layer.layerId, new Holding(layer.quantity, company.money(layer.value)))).toList();
            Money total = Money.zero(company.money());
            for (Valuation.Consumption consumption : Valuation.fifo(rests, movement.quantity())) {
                OpenLayer layer = open.values().stream().filter(l -> l.layerId.equals(consumption.layer())).findFirst().orElseThrow();
                OpenLayer rest = new OpenLayer(layer.productId, layer.n, layer.layerId, layer.quantity.subtract(consumption.taken().quantity()),
                        layer.value.subtract(consumption.taken().value().amount()));
                open.put(layer.n, rest);
                touched.add(rest);
                add(Ids.next(), movement.product(), moveId, layer.layerId, consumption.taken().quantity().negate(),
                        consumption.taken().value().negate());
                total = total.plus(consumption.taken().value());
            }
            change(pool, held.minus(new Holding(movement.quantity(), total)), pool.layers);
            return total;
        }

        private void change(Pool pool, Holding held, long count) {
            pools.put(pool.productId, new Pool(pool.productId, held.quantity(), held.value().amount(), count, pool.valuation, pool.tracking,
                    pool.unit, pool.number));
        }

        private void add(UUID id, UUID product, UUID move, UUID consumes, BigDecimal quantity, Money value) {
            added.add(new Object[] {id, product, move, consumes, quantity, value.amount()});
        }

        private List<Object> column(int index) {
            List<Object> values = new ArrayList<>();
            added.forEach(row -> values.add(row[index]));
            return values;
        }

        void write() {
            if (added.isEmpty()) {
                return;
            }
            tx.write("""
                    insert into inventory.value_layers (company_id, id, product_id, move_id, consumes_id, quantity, value, business_date)
                    select ?, l.*, ? from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::numeric[], ?::numeric[]) l""",
                    tx.company(), period.date(), column(0), column(1), column(2), column(3), column(4), column(5));
            List<Pool> changed = List.copyOf(pools.values());
            tx.write("""
                    update inventory.pools s set quantity = k.quantity, value = k.value, layers = k.layers
                      from unnest(?::uuid[], ?::numeric[], ?::numeric[], ?::bigint[]) k (product_id, quantity, value, layers)
                     where s.company_id = ? and s.product_id = k.product_id""",
                    changed.stream().map(Pool::productId).toList(), changed.stream().map(Pool::quantity).toList(),
                    changed.stream().map(Pool::value).toList(), changed.stream().map(Pool::layers).toList(), tx.company());
            writeLayers();
        }

        private void writeLayers() {
            Map<UUID, OpenLayer> last = new LinkedHashMap<>();
            touched.forEach(layer -> last.put(layer.layerId, layer));
            if (last.isEmpty()) {
                return;
            }
            List<OpenLayer> open = last.values().stream().filter(layer -> layer.quantity.signum() > 0).toList();
            List<OpenLayer> used = last.values().stream().filter(layer -> layer.quantity.signum() == 0).toList();
            if (!open.isEmpty()) {
                tx.write("""
                        insert into inventory.open_layers (company_id, product_id, n, layer_id, quantity, value)
                        select ?, l.* from unnest(?::uuid[], ?::bigint[], ?::uuid[], ?::numeric[], ?::numeric[]) l
                        on conflict (company_id, product_id, n) do update set quantity = excluded.quantity, value = excluded.value""",
                        tx.company(), open.stream().map(OpenLayer::productId).toList(), open.stream().map(OpenLayer::n).toList(),
                        open.stream().map(OpenLayer::layerId).toList(), open.stream().map(OpenLayer::quantity).toList(),
                        open.stream().map(OpenLayer::value).toList());
            }
            if (!used.isEmpty()) {
                tx.write("""
                        delete from inventory.open_layers o using unnest(?::uuid[], ?::bigint[]) k (product_id, n)
                         where o.company_id = ? and o.product_id = k.product_id and o.n = k.n""",
                        used.stream().map(OpenLayer::productId).toList(), used.stream().map(OpenLayer::n).toList(), tx.company());
            }
        }
    }
}
