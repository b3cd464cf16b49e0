package erp.stock;

import erp.money.Money;
import erp.money.Rounding;
import erp.work.Ids;
import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.UUID;

/**
 * What goods cost as they come and go: pools and layers change movement by movement and are written together at the end, with the
 * value layers that tell why.
 */
final class Costs {

    /** A value layer: what a move brought (+) or took (-), naming the receipt it came from under FIFO. */
    private record Fact(UUID id, UUID product, UUID move, @Nullable UUID consumes, Holding part, boolean taken) {
    }

    private final Currency currency;
    private final Pools pools;
    private final Layers layers;
    private final List<Fact> facts = new ArrayList<>();

    Costs(Currency currency, Pools pools, Layers layers) {
        this.currency = currency;
        this.pools = pools;
        this.layers = layers;
    }

    /** What a movement is worth; nothing between two storage places. */
    Money move(Movement movement, Goods goods, UUID move) {
        if (movement.entersStock()) {
            return enter(movement, goods, move);
        }
        return movement.leavesStock() ? leave(movement, goods, move) : Money.zero(currency);
    }

    private Money enter(Movement movement, Goods goods, UUID move) {
        Holding pool = pools.of(goods.id());
        Holding received = new Holding(movement.quantity(),
                movement.value() == null ? currentCost(movement, goods, pool) : movement.value());
        UUID layer = Ids.next();
        facts.add(new Fact(layer, goods.id(), move, null, received, false));
        if (goods.valuation() == Goods.Method.FIFO) {
            layers.add(goods.id(), pools.nextLayer(goods.id()), layer, received);
        }
        pools.put(goods.id(), pool.plus(received));
        return received.value();
    }

    /** Goods that turn up are worth what the others cost on average; the first ones must come with their cost. */
    private Money currentCost(Movement movement, Goods goods, Holding pool) {
        if (pool.isEmpty()) {
            throw StockCode.UNIT_COST_REQUIRED.at(movement.line(), "unitCost", goods.number());
        }
        return Rounding.quotient(pool.value().amount().multiply(movement.quantity()), pool.quantity(), currency);
    }

    private Money leave(Movement movement, Goods goods, UUID move) {
        Holding pool = pools.of(goods.id());
        Holding left = Holding.empty(currency);
        if (goods.valuation() == Goods.Method.AVERAGE) {
            left = Valuation.average(pool, movement.quantity());
            facts.add(new Fact(Ids.next(), goods.id(), move, null, left, true));
        } else {
            for (Valuation.Consumption consumption : layers.consume(goods.id(), movement.quantity())) {
                left = left.plus(consumption.taken());
                facts.add(new Fact(Ids.next(), goods.id(), move, consumption.layer(), consumption.taken(), true));
            }
        }
        pools.put(goods.id(), pool.minus(left));
        return left.value();
    }

    /** Queues what has changed. */
    void write(Tx tx, LocalDate date) {
        if (facts.isEmpty()) {
            return;
        }
        tx.write("""
                insert into inventory.value_layers (company_id, business_date, id, product_id, move_id, consumes_id, quantity, value)
                select ?, ?, l.* from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::numeric[], ?::numeric[]) l""",
                tx.company(), date, facts.stream().map(Fact::id).toList(), facts.stream().map(Fact::product).toList(),
                facts.stream().map(Fact::move).toList(), facts.stream().map(Fact::consumes).toList(),
                facts.stream().map(fact -> fact.taken ? fact.part.quantity().negate() : fact.part.quantity()).toList(),
                facts.stream().map(fact -> fact.taken ? fact.part.value().negate().amount() : fact.part.value().amount()).toList());
        pools.write(tx);
        layers.write(tx);
    }
}
