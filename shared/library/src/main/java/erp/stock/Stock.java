package erp.stock;

import erp.company.Company;
import erp.ledger.AccountRole;
import erp.ledger.Entry;
import erp.ledger.Journal;
import erp.ledger.Period;
import erp.money.Money;
import erp.work.Ids;
import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The one writer of stock moves, their values and the counters beside them. Moves and value layers are facts and only ever added;
 * counters change in the same transaction, under row locks: first the balances, then the pools, which cover the layers, each in the
 * order of their keys. One round trip locks and reads it all; what is written travels with the commit.
 *
 * <p>Quantities on a date follow business dates, and are never negative on any day. Costs follow the order in which things became
 * known, also for a back-dated move: the value of an earlier day may then be that of goods which only came later.
 */
public final class Stock {

    private Stock() {
    }

    /** What a movement was worth: what came in cost, what went out takes with it; zero between two storage places. */
    public record Moved(Movement movement, Money value) {
    }

    /**
     * What a posting did.
     *
     * @param entry the journal entry, null when the value of the stock has not changed
     */
    public record Posted(List<Moved> moved, @Nullable UUID entry) {
    }

    /**
     * Moves goods and posts what that means for the value of the stock, so that the stock account never differs from it.
     *
     * @param period     the month of the date, locked by this transaction
     * @param sourceType the kind of document that wants it, for example {@code delivery}
     * @param text       what an accountant reads
     * @throws erp.work.Refusal as {@link #move}
     */
    public static Posted post(Tx tx, Company company, Period period, String sourceType, UUID sourceId, String text,
            List<Movement> movements) {
        List<Moved> moved = move(tx, company, period, sourceType, sourceId, movements);
        Entry entry = entry(company, moved, sourceType, sourceId, text);
        return new Posted(moved, entry.lines().isEmpty() ? null : Journal.post(tx, company, period, entry));
    }

    /** Whether a product has ever moved; where it has not, no other transaction can move it in or out before this one ends. */
    public static boolean hasMoved(Tx tx, UUID product) {
        Pools.lock(tx, List.of(product));
        return tx.list(Boolean.class, "select exists (select from inventory.moves where company_id = ? and product_id = ?)",
                tx.company(), product).getFirst();
    }

    /**
     * Moves goods.
     *
     * @param period     the month of the date, locked by this transaction
     * @param sourceType the kind of document that wants it, for example {@code delivery}
     * @throws erp.work.Refusal 409 {@code period_closed}, {@code insufficient_stock} with the product and what is available,
     *                 {@code past_stock_negative}, {@code serial_exists}, 422 {@code unknown_stock_product}, {@code lot_required},
     *                 {@code serial_is_one}, {@code quantity_fraction}, {@code unit_cost_required}; nothing has moved then
     */
    public static List<Moved> move(Tx tx, Company company, Period period, String sourceType, UUID sourceId, List<Movement> movements) {
        period.requireOpenForStock();
        List<UUID> valued = movements.stream().filter(Movement::isValued).map(Movement::product).distinct().toList();
        Map<UUID, BigDecimal> leaving = movements.stream().filter(Movement::leavesStock)
                .collect(Collectors.toMap(Movement::product, Movement::quantity, BigDecimal::add, LinkedHashMap::new));
        var lockedBalances = Balances.lock(tx, movements);
        List<Movement> starting = movements.stream().filter(movement -> movement.from().isStorage()).toList();
        var changes = Since.read(tx, period.date(), starting.stream().map(movement -> movement.key(movement.from())).distinct().toList());
        var lockedPools = Pools.lock(tx, valued);
        var readGoods = Goods.read(tx, movements.stream().map(Movement::product).distinct().toList());
        var readLayers = Layers.read(tx, company.money(), leaving);
        var presentSerials = Serials.find(tx, movements);

        Map<UUID, Goods> goods = readGoods.get();
        for (Movement movement : movements) {
            if (!goods.containsKey(movement.product())) {
                throw StockCode.UNKNOWN_STOCK_PRODUCT.at(movement.line(), "productId");
            }
            goods.get(movement.product()).check(movement);
        }
        Serials.check(movements, goods, presentSerials.get());
        Balances balances = lockedBalances.get();
        Costs costs = new Costs(company.money(), new Pools(lockedPools.get(), company.money()), readLayers.get());
        List<UUID> ids = movements.stream().map(_ -> Ids.next()).toList();
        List<Moved> moved = new ArrayList<>();
        for (int i = 0; i < movements.size(); i++) {
            Movement movement = movements.get(i);
            balances.move(movement, goods.get(movement.product()));
            moved.add(new Moved(movement, costs.move(movement, goods.get(movement.product()), ids.get(i))));
        }
        Since since = changes.get();
        starting.forEach(movement -> since.check(movement, goods.get(movement.product()), balances.onHand(movement)));
        period.requireHappened(tx, company);
        balances.write(tx);
        write(tx, period.date(), sourceType, sourceId, movements, ids);
        costs.write(tx, period.date());
        return moved;
    }

    private static void write(Tx tx, LocalDate date, String sourceType, UUID sourceId, List<Movement> movements, List<UUID> ids) {
        tx.write("""
                insert into inventory.moves (company_id, business_date, source_type, source_id, id, product_id, from_location, to_location,
                                             lot, quantity, source_line)
                select ?, ?, ?, ?, m.* from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::numeric[], ?::smallint[]) m""",
                tx.company(), date, sourceType, sourceId, ids,
                movements.stream().map(Movement::product).toList(),
                movements.stream().map(movement -> movement.from().id()).toList(),
                movements.stream().map(movement -> movement.to().id()).toList(),
                movements.stream().map(Movement::lot).toList(),
                movements.stream().map(Movement::quantity).toList(),
                movements.stream().map(Movement::line).toList());
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
        Map<AccountRole, Money> lines = new LinkedHashMap<>(causes);
        lines.put(AccountRole.STOCK, change);
        // Debits are read before credits.
        lines.entrySet().stream().sorted(Comparator.comparing(line -> -line.getValue().sign()))
                .forEach(line -> entry.debit(company.account(line.getKey()), line.getValue()));
        return entry;
    }

    private static AccountRole cause(Location outside) {
        return outside.kind() == Location.Kind.OPENING ? AccountRole.OPENING : AccountRole.COST_OF_GOODS;
    }
}
