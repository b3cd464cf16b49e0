package erp.inventory.replenishstock;

import erp.tasks.InTransaction;
import erp.tasks.Run;
import erp.tasks.Task;
import erp.work.Ids;
import erp.work.Tx;
import io.micronaut.core.annotation.Introspected;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Each morning, what falls below its minimum is proposed to be bought: a proposal for a product and a storage place, in place of the last
 * one. What is not needed any more goes; a proposal that somebody has dismissed stays so until another quantity is needed.
 *
 * <p>Repeating it is safe: runs of a company wait for each other, and the same figures make the same proposals. Nothing is refused.
 */
@Singleton
class ReplenishStock implements InTransaction<ReplenishStock.Replenishment> {

    @Override
    public Result run(Tx tx, Run run, Replenishment replenishment) {
        // The rules are the lock: they hold still, and one run of a company comes after the other.
        tx.write("select from inventory.reordering_rules where company_id = ? order by product_id, location_id for no key update",
                tx.company());
        List<Need> needs = needs(tx).stream().filter(need -> need.quantity().signum() > 0).toList();
        tx.write("""
                delete from inventory.replenishment_proposals
                 where company_id = ? and (product_id, location_id) not in (select * from unnest(?::uuid[], ?::uuid[]))""",
                tx.company(), needs.stream().map(Need::productId).toList(), needs.stream().map(Need::locationId).toList());
        propose(tx, needs);
        return new Result(needs.size());
    }

    private static List<Need> needs(Tx tx) {
        return tx.list(Need.class, """
                select r.product_id, r.location_id, r.minimum, r.maximum, r.lot_size, coalesce(b.on_hand, 0) as on_hand,
                       coalesce(b.reserved, 0) as reserved, coalesce(w.missing, 0) as waiting
                  from inventory.reordering_rules r
                  join products.products p on p.company_id = r.company_id and p.id = r.product_id and p.stocked and p.state = 'active'
                  left join (select product_id, location_id, sum(on_hand) as on_hand, sum(reserved) as reserved
                               from inventory.balances where company_id = ? group by 1, 2) b
                    on b.product_id = r.product_id and b.location_id = r.location_id
                  left join (select product_id, location_id, sum(missing) as missing
                               from sales.waiting_lines where company_id = ? group by 1, 2) w
                    on w.product_id = r.product_id and w.location_id = r.location_id
                 where r.company_id = ? order by r.product_id, r.location_id""", tx.company(), tx.company(), tx.company());
    }

    private static void propose(Tx tx, List<Need> needs) {
        tx.write("""
                insert into inventory.replenishment_proposals as p (company_id, id, product_id, location_id, quantity, on_hand, reserved,
                                                                    waiting, minimum, maximum, lot_size)
                select ?, n.* from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::numeric[], ?::numeric[], ?::numeric[], ?::numeric[],
                                          ?::numeric[], ?::numeric[], ?::numeric[]) n
                on conflict on constraint one_proposal_a_place do update
                   set quantity = excluded.quantity, on_hand = excluded.on_hand, reserved = excluded.reserved, waiting = excluded.waiting,
                       minimum = excluded.minimum, maximum = excluded.maximum, lot_size = excluded.lot_size, version = p.version + 1,
                       changed_at = now(), state = case when p.quantity = excluded.quantity then p.state else 'proposed' end
                 where (p.quantity, p.on_hand, p.reserved, p.waiting, p.minimum, p.maximum, p.lot_size) <>
                       (excluded.quantity, excluded.on_hand, excluded.reserved, excluded.waiting, excluded.minimum, excluded.maximum,
                        excluded.lot_size)""",
                tx.company(), needs.stream().map(_ -> Ids.next()).toList(), needs.stream().map(Need::productId).toList(),
                needs.stream().map(Need::locationId).toList(), needs.stream().map(Need::quantity).toList(),
                needs.stream().map(Need::onHand).toList(), needs.stream().map(Need::reserved).toList(),
                needs.stream().map(Need::waiting).toList(), needs.stream().map(Need::minimum).toList(),
                needs.stream().map(Need::maximum).toList(), needs.stream().map(Need::lotSize).toList());
    }

    /** A run over all rules of the company. */
    @Introspected
    @Task(name = "replenish-stock", cron = "0 5 * * *")
    record Replenishment() {
    }

    /** How many proposals stand now. */
    @Introspected
    record Result(int proposals) {
    }
}
