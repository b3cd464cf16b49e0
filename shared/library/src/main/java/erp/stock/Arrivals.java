package erp.stock;

import erp.tasks.Tasks;
import erp.tasks.Wish;
import erp.work.Tx;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/**
 * Goods that can be promised now: they came in, or are no longer reserved. Where orders wait for them, these are filled afterwards, by a
 * task for each product. Such a task may be wanted twice: one that runs already may have looked before these goods were there, and
 * one that finds nothing to do costs little.
 */
@Singleton
public final class Arrivals {

    private final Tasks tasks;

    Arrivals(Tasks tasks) {
        this.tasks = tasks;
    }

    /** Has the orders filled that wait for goods at a storage place; called when they are there. */
    public void at(Tx tx, UUID location, List<UUID> products) {
        List<UUID> wanted = products.isEmpty() ? List.of() : tx.list(UUID.class, """
                select distinct product_id from sales.waiting_lines
                 where company_id = ? and location_id = ? and product_id = any(?::uuid[]) order by 1""",
                tx.company(), location, products);
        if (!wanted.isEmpty()) {
            tasks.enqueue(tx, wanted.stream().map(product -> Wish.of(new FillBackorders(product, location))).toList());
        }
    }

    /** The same for all that movements have put somewhere. */
    void of(Tx tx, List<Movement> movements) {
        movements.stream().map(Movement::to).filter(Location::isStorage).distinct().forEach(location -> at(tx, location.id(),
                movements.stream().filter(movement -> movement.to().equals(location)).map(Movement::product).distinct().toList()));
    }

    /** The same for what was reserved by one document, and is not any more. */
    public void released(Tx tx, List<Reservations.Reserved> reserved) {
        reserved.stream().map(Reservations.Reserved::locationId).distinct().forEach(location -> at(tx, location,
                reserved.stream().filter(one -> one.locationId().equals(location)).map(Reservations.Reserved::productId).distinct()
                        .toList()));
    }
}
