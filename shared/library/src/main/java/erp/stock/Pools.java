package erp.stock;

import erp.money.Money;
import erp.work.Tx;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Quantity and value of products in stock, under lock, as one posting changes them. A product's pool is the lock on everything
 * about its value, its layers among it.
 */
final class Pools {

    /** A pool as it stands. */
    record Row(UUID productId, BigDecimal quantity, BigDecimal value, long layers) {
    }

    private final Map<UUID, Holding> holdings = new LinkedHashMap<>();
    private final Map<UUID, Long> layers = new LinkedHashMap<>();
    private final Set<UUID> changed = new LinkedHashSet<>();

    Pools(List<Row> rows, Currency currency) {
        for (Row row : rows) {
            holdings.put(row.productId, new Holding(row.quantity, Money.of(row.value, currency)));
            layers.put(row.productId, row.layers);
        }
    }

    /** Locks the pools of products, in their order; those of products that have none yet come into being. */
    static Tx.Later<List<Row>> lock(Tx tx, List<UUID> products) {
        if (products.isEmpty()) {
            return List::of;
        }
        tx.write("""
                insert into inventory.pools (company_id, product_id, quantity, value)
                select company_id, id, 0, 0 from products.products where company_id = ? and id = any(?::uuid[]) and stocked
                 order by id on conflict do nothing""", tx.company(), products);
        return tx.later(Row.class, """
                select product_id, quantity, value, layers from inventory.pools
                 where company_id = ? and product_id = any(?::uuid[]) order by product_id for no key update""", tx.company(), products);
    }

    Holding of(UUID product) {
        return holdings.get(product);
    }

    void put(UUID product, Holding holding) {
        holdings.put(product, holding);
        changed.add(product);
    }

    /** The number of a product's next layer: layers are consumed in the order in which they became known. */
    long nextLayer(UUID product) {
        changed.add(product);
        return layers.merge(product, 1L, Long::sum);
    }

    /** Queues the changes. */
    void write(Tx tx) {
        tx.write("""
                update inventory.pools s set quantity = k.quantity, value = k.value, layers = k.layers
                  from unnest(?::uuid[], ?::numeric[], ?::numeric[], ?::bigint[]) k (product_id, quantity, value, layers)
                 where s.company_id = ? and s.product_id = k.product_id""",
                changed, changed.stream().map(product -> of(product).quantity()).toList(),
                changed.stream().map(product -> of(product).value().amount()).toList(),
                changed.stream().map(layers::get).toList(), tx.company());
    }
}
