package erp.testing;

import erp.company.Companies;
import erp.ledger.AccountRole;
import erp.work.Tx;
import java.util.ArrayList;
import java.util.List;

/** What is always true of a company's stock, whatever happened to it: at every commit, and after every crash. */
public final class StockInvariants {

    /** A sentence, and a query that finds what breaks it. */
    private record Rule(String sentence, String breaches) {
    }

    private static final List<Rule> RULES = List.of(
            new Rule("a counter is the sum of the moves", """
                    select coalesce(b.product_id, m.product_id) || ' ' || coalesce(b.lot, m.lot) || ': '
                               || coalesce(b.on_hand, 0) || ' / ' || coalesce(m.quantity, 0)
                      from (select * from inventory.balances where company_id = ?) b
                      full join (select x.product_id, x.location_id, x.lot, sum(x.quantity) as quantity
                                   from (select company_id, product_id, to_location as location_id, lot, quantity from inventory.moves
                                          union all
                                         select company_id, product_id, from_location, lot, -quantity from inventory.moves) x
                                   join inventory.locations l on l.company_id = x.company_id and l.id = x.location_id and l.kind = 'storage'
                                  where x.company_id = ? group by 1, 2, 3) m
                        on m.product_id = b.product_id and m.location_id = b.location_id and m.lot = b.lot
                     where coalesce(b.on_hand, 0) <> coalesce(m.quantity, 0)"""),
            new Rule("reserved is the sum of the open reservations", """
                    select coalesce(b.product_id, r.product_id) || ' ' || coalesce(b.lot, r.lot) || ': '
                               || coalesce(b.reserved, 0) || ' / ' || coalesce(r.quantity, 0)
                      from (select * from inventory.balances where company_id = ?) b
                      full join (select product_id, location_id, lot, sum(quantity) as quantity from inventory.reservations
                                  where company_id = ? and state = 'reserved' group by 1, 2, 3) r
                        on r.product_id = b.product_id and r.location_id = b.location_id and r.lot = b.lot
                     where coalesce(b.reserved, 0) <> coalesce(r.quantity, 0)"""),
            new Rule("reserved lies between 0 and what is on hand", """
                    select product_id || ' ' || lot || ': ' || on_hand || ' / ' || reserved from inventory.balances
                     where company_id = ? and company_id = ? and not (0 <= reserved and reserved <= on_hand)"""),
            new Rule("a pool counts what all places count", """
                    select s.product_id || ': ' || s.quantity from inventory.pools s
                     where s.company_id = ? and s.quantity <> (select coalesce(sum(b.on_hand), 0) from inventory.balances b
                                                                where b.company_id = ? and b.product_id = s.product_id)"""),
            new Rule("a pool is the sum of its value layers", """
                    select s.product_id || ': ' || s.quantity || ' worth ' || s.value from inventory.pools s
                     where s.company_id = ? and (s.quantity, s.value) <>
                           (select coalesce(sum(v.quantity), 0), coalesce(sum(v.value), 0) from inventory.value_layers v
                             where v.company_id = ? and v.product_id = s.product_id)"""),
            new Rule("under FIFO a pool is the sum of its open layers, and otherwise there are none", """
                    select s.product_id || ': ' || s.quantity || ' worth ' || s.value
                      from inventory.pools s join products.products p on p.company_id = s.company_id and p.id = s.product_id
                     where s.company_id = ?
                       and (case p.valuation when 'fifo' then s.quantity else 0 end,
                            case p.valuation when 'fifo' then s.value else 0 end) <>
                           (select coalesce(sum(o.quantity), 0), coalesce(sum(o.value), 0) from inventory.open_layers o
                             where o.company_id = ? and o.product_id = s.product_id)"""),
            new Rule("what is left of a layer is what came in less what was taken", """
                    select o.layer_id || ': ' || o.quantity || ' worth ' || o.value from inventory.open_layers o
                     where o.company_id = ? and (o.quantity, o.value) <>
                           (select coalesce(sum(v.quantity), 0), coalesce(sum(v.value), 0) from inventory.value_layers v
                             where v.company_id = ? and o.layer_id in (v.id, v.consumes_id))"""),
            new Rule("nothing is worth nothing", """
                    select product_id || ' worth ' || value from inventory.pools
                     where company_id = ? and company_id = ? and quantity = 0 and value <> 0"""),
            new Rule("a move's value layers have its quantity, and only moves between storage places have none", """
                    select m.id || ': ' || m.quantity
                      from inventory.moves m
                      join inventory.locations f on f.company_id = m.company_id and f.id = m.from_location
                      join inventory.locations t on t.company_id = m.company_id and t.id = m.to_location
                     where m.company_id = ?
                       and coalesce((select sum(v.quantity) from inventory.value_layers v where v.company_id = ? and v.move_id = m.id), 0)
                           <> case when f.kind = t.kind then 0 when t.kind = 'storage' then m.quantity else -m.quantity end"""),
            new Rule("a serial number is in one place, once", """
                    select b.lot || ': ' || sum(b.on_hand)
                      from inventory.balances b join products.products p on p.company_id = b.company_id and p.id = b.product_id
                     where b.company_id = ? and b.company_id = ? and p.tracking = 'serial'
                     group by b.product_id, b.lot having sum(b.on_hand) not in (0, 1)"""));

    private StockInvariants() {
    }

    /**
     * What is broken, as sentences with the rows at fault; empty when all is well:
     * {@code fixtures.in(caller, StockInvariants::broken)}.
     */
    public static List<String> broken(Tx tx) {
        List<Tx.Later<List<String>>> breaches = RULES.stream()
                .map(rule -> tx.later(String.class, rule.breaches, tx.company(), tx.company())).toList();
        Tx.Later<List<String>> account = tx.later(String.class, """
                select 'the balance of the stock account is the value of the stock: ' || b.balance || ' / ' || v.value
                  from (select coalesce(sum(debit - credit), 0) as balance from ledger.lines where company_id = ? and account = ?) b,
                       (select coalesce(sum(value), 0) as value from inventory.value_layers where company_id = ?) v
                 where b.balance <> v.value""", tx.company(), Companies.read(tx).account(AccountRole.STOCK), tx.company());
        List<String> broken = new ArrayList<>(account.get());
        for (int i = 0; i < RULES.size(); i++) {
            String sentence = RULES.get(i).sentence;
            breaches.get(i).get().forEach(row -> broken.add(sentence + ": " + row));
        }
        return broken;
    }
}
