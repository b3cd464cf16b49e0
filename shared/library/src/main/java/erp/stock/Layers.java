package erp.stock;

import erp.money.Money;
import erp.work.Tx;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Currency;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What is left of the receipts of products valued by FIFO, as one posting changes it. There is no lock of its own: whoever reads or
 * changes a product's layers holds its pool.
 */
final class Layers {

    private record Row(UUID productId, long n, UUID layerId, BigDecimal quantity, BigDecimal value) {
    }

    private record Open(UUID product, long n, UUID id, Holding rest) {
    }

    private final Map<UUID, Deque<Open>> queues = new LinkedHashMap<>();
    private final Map<UUID, Open> changed = new LinkedHashMap<>();

    private Layers(List<Row> rows, Currency currency) {
        for (Row row : rows) {
            Holding rest = new Holding(row.quantity, Money.of(row.value, currency));
            queue(row.productId).addLast(new Open(row.productId, row.n, row.layerId, rest));
        }
    }

    /**
     * Reads the oldest layers, no more than needed to cover what leaves: a product may have thousands of them.
     *
     * @param leaving the quantity by product
     */
    static Tx.Later<Layers> read(Tx tx, Currency currency, Map<UUID, BigDecimal> leaving) {
        if (leaving.isEmpty()) {
            return () -> new Layers(List.of(), currency);
        }
        Tx.Later<List<Row>> rows = tx.later(Row.class, """
                with recursive oldest as (
                    select l.*, l.quantity as covered, k.quantity as wanted
                      from unnest(?::uuid[], ?::numeric[]) k (product_id, quantity)
                     cross join lateral (select * from inventory.open_layers o
                                          where o.company_id = ? and o.product_id = k.product_id order by o.n limit 1) l
                     union all
                    select l.*, p.covered + l.quantity, p.wanted
                      from oldest p
                     cross join lateral (select * from inventory.open_layers o
                                          where o.company_id = p.company_id and o.product_id = p.product_id and o.n > p.n
                                          order by o.n limit 1) l
                     where p.covered < p.wanted)
                select product_id, n, layer_id, quantity, value from oldest order by product_id, n""",
                leaving.keySet(), leaving.values(), tx.company());
        return () -> new Layers(rows.get(), currency);
    }

    private Deque<Open> queue(UUID product) {
        return queues.computeIfAbsent(product, _ -> new ArrayDeque<>());
    }

    /** Adds a receipt behind the others. */
    void add(UUID product, long n, UUID id, Holding received) {
        Open open = new Open(product, n, id, received);
        queue(product).addLast(open);
        changed.put(id, open);
    }

    /** Takes a quantity out of the oldest layers. */
    List<Valuation.Consumption> consume(UUID product, BigDecimal quantity) {
        Deque<Open> queue = queue(product);
        List<Valuation.Consumption> consumptions =
                Valuation.fifo(queue.stream().map(open -> new Valuation.Layer(open.id, open.rest)).toList(), quantity);
        for (Valuation.Consumption consumption : consumptions) {
            Open first = queue.removeFirst();
            Open rest = new Open(product, first.n, first.id, first.rest.minus(consumption.taken()));
            changed.put(rest.id, rest);
            // Only the last one that is touched can have a rest.
            if (!rest.rest.isEmpty()) {
                queue.addFirst(rest);
            }
        }
        return consumptions;
    }

    /** Queues the changes: rests are written, what is used up goes. */
    void write(Tx tx) {
        List<Open> open = changed.values().stream().filter(layer -> !layer.rest.isEmpty()).toList();
        List<Open> used = changed.values().stream().filter(layer -> layer.rest.isEmpty()).toList();
        if (!open.isEmpty()) {
            tx.write("""
                    insert into inventory.open_layers (company_id, product_id, n, layer_id, quantity, value)
                    select ?, l.* from unnest(?::uuid[], ?::bigint[], ?::uuid[], ?::numeric[], ?::numeric[]) l
                    on conflict (company_id, product_id, n) do update set quantity = excluded.quantity, value = excluded.value""",
                    tx.company(), open.stream().map(Open::product).toList(), open.stream().map(Open::n).toList(),
                    open.stream().map(Open::id).toList(), open.stream().map(layer -> layer.rest.quantity()).toList(),
                    open.stream().map(layer -> layer.rest.value().amount()).toList());
        }
        if (!used.isEmpty()) {
            tx.write("""
                    delete from inventory.open_layers o using unnest(?::uuid[], ?::bigint[]) k (product_id, n)
                     where o.company_id = ? and o.product_id = k.product_id and o.n = k.n""",
                    used.stream().map(Open::product).toList(), used.stream().map(Open::n).toList(), tx.company());
        }
    }
}
