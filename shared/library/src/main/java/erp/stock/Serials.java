package erp.stock;

import erp.work.Tx;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Serial numbers that come into stock: each is in one place only. */
final class Serials {

    private record Present(UUID productId, String lot) {
    }

    private Serials() {
    }

    /**
     * Finds which lots that movements bring in are in stock already, at any storage place. The pools must be locked before it: their
     * locks keep a twin of this transaction out.
     */
    static Tx.Later<List<Present>> find(Tx tx, List<Movement> movements) {
        List<Movement> entering = movements.stream().filter(movement -> movement.entersStock() && !movement.lot().isEmpty()).toList();
        return entering.isEmpty() ? List::of : tx.later(Present.class, """
                select distinct b.product_id, b.lot
                  from unnest(?::uuid[], ?::text[]) k (product_id, lot)
                  join inventory.locations l on l.company_id = ? and l.kind = 'storage'
                  join inventory.balances b on b.company_id = l.company_id and b.product_id = k.product_id and b.location_id = l.id
                                           and b.lot = k.lot and b.on_hand > 0""",
                entering.stream().map(Movement::product).toList(), entering.stream().map(Movement::lot).toList(), tx.company());
    }

    /** @throws erp.work.Refusal 409 {@code serial_exists} when one is in stock, or comes in twice */
    static void check(List<Movement> movements, Map<UUID, Goods> goods, List<Present> present) {
        Set<Present> taken = new HashSet<>(present);
        for (Movement movement : movements) {
            if (movement.entersStock() && goods.get(movement.product()).tracking() == Goods.Tracking.SERIAL
                    && !taken.add(new Present(movement.product(), movement.lot()))) {
                throw StockCode.SERIAL_EXISTS.at(movement.line(), "lot", movement.lot());
            }
        }
    }
}
