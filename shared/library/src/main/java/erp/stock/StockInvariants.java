package erp.stock;

import erp.audit.Invariant;
import erp.company.Company;
import erp.ledger.AccountRole;
import java.util.List;
import java.util.stream.Stream;

/** What is always true of a company's stock: counters are sums of moves and reservations, and values are sums of layers. */
public final class StockInvariants {

    private static final List<Invariant> ALL = List.of(
            new Invariant("stock_on_hand", "a counter is the sum of the moves", """
                    select product_id || ' at ' || location_id || ' ' || lot as subject,
                           trim_scale(coalesce(b.on_hand, 0))::text as stored, trim_scale(coalesce(m.quantity, 0))::text as computed
                      from (select product_id, location_id, lot, on_hand from inventory.balances where company_id = :company) b
                      full join (select x.product_id, x.location_id, x.lot, sum(x.quantity) as quantity
                                   from (select product_id, to_location as location_id, lot, quantity
                                           from inventory.moves where company_id = :company
                                          union all
                                         select product_id, from_location, lot, -quantity
                                           from inventory.moves where company_id = :company) x
                                   join inventory.locations l on l.company_id = :company and l.id = x.location_id and l.kind = 'storage'
                                  group by 1, 2, 3) m using (product_id, location_id, lot)
                     where coalesce(b.on_hand, 0) <> coalesce(m.quantity, 0)"""),
            new Invariant("stock_reserved", "reserved is the sum of the open reservations", """
                    select product_id || ' at ' || location_id || ' ' || lot as subject,
                           trim_scale(coalesce(b.reserved, 0))::text as stored, trim_scale(coalesce(r.quantity, 0))::text as computed
                      from (select product_id, location_id, lot, reserved from inventory.balances where company_id = :company) b
                      full join (select product_id, location_id, lot, sum(quantity) as quantity from inventory.reservations
                                  where company_id = :company and state = 'reserved' group by 1, 2, 3) r
                           using (product_id, location_id, lot)
                     where coalesce(b.reserved, 0) <> coalesce(r.quantity, 0)"""),
            new Invariant("stock_available", "reserved lies between 0 and what is on hand", """
                    select product_id || ' at ' || location_id || ' ' || lot as subject, trim_scale(reserved)::text as stored,
                           '0 to ' || trim_scale(on_hand) as computed
                      from inventory.balances where company_id = :company and not (0 <= reserved and reserved <= on_hand)"""),
            new Invariant("pool_quantity", "a pool counts what all places count", """
                    select product_id::text as subject, trim_scale(coalesce(s.quantity, 0))::text as stored,
                           trim_scale(coalesce(b.on_hand, 0))::text as computed
                      from (select product_id, quantity from inventory.pools where company_id = :company) s
                      full join (select product_id, sum(on_hand) as on_hand from inventory.balances
                                  where company_id = :company group by 1) b using (product_id)
                     where coalesce(s.quantity, 0) <> coalesce(b.on_hand, 0)"""),
            new Invariant("pool_value", "a pool is the sum of its value layers", """
                    select product_id::text as subject, trim_scale(coalesce(s.quantity, 0)) || ' worth ' || coalesce(s.value, 0) as stored,
                           trim_scale(coalesce(v.quantity, 0)) || ' worth ' || coalesce(v.value, 0) as computed
                      from (select product_id, quantity, value from inventory.pools where company_id = :company) s
                      full join (select product_id, sum(quantity) as quantity, sum(value) as value from inventory.value_layers
                                  where company_id = :company group by 1) v using (product_id)
                     where (coalesce(s.quantity, 0), coalesce(s.value, 0)) <> (coalesce(v.quantity, 0), coalesce(v.value, 0))"""),
            new Invariant("open_layers", "under FIFO a pool is the sum of its open layers, and otherwise there are none", """
                    select s.product_id::text as subject,
                           trim_scale(coalesce(o.quantity, 0)) || ' worth ' || coalesce(o.value, 0) as stored,
                           trim_scale(s.quantity) || ' worth ' || s.value as computed
                      from (select i.product_id, case p.valuation when 'fifo' then i.quantity else 0 end as quantity,
                                   case p.valuation when 'fifo' then i.value else 0 end as value
                              from inventory.pools i join products.products p on p.company_id = :company and p.id = i.product_id
                             where i.company_id = :company) s
                      left join (select product_id, sum(quantity) as quantity, sum(value) as value from inventory.open_layers
                                  where company_id = :company group by 1) o on o.product_id = s.product_id
                     where (s.quantity, s.value) <> (coalesce(o.quantity, 0), coalesce(o.value, 0))"""),
            new Invariant("remaining_layer", "what is left of a layer is what came in less what was taken", """
                    select o.layer_id::text as subject, trim_scale(o.quantity) || ' worth ' || o.value as stored,
                           trim_scale(coalesce(sum(v.quantity), 0)) || ' worth ' || coalesce(sum(v.value), 0) as computed
                      from inventory.open_layers o
                      left join (select coalesce(consumes_id, id) as layer_id, quantity, value from inventory.value_layers
                                  where company_id = :company) v on v.layer_id = o.layer_id
                     where o.company_id = :company
                     group by o.product_id, o.n, o.layer_id, o.quantity, o.value
                    having (o.quantity, o.value) <> (coalesce(sum(v.quantity), 0), coalesce(sum(v.value), 0))"""),
            new Invariant("empty_pool", "nothing is worth nothing", """
                    select product_id::text as subject, value::text as stored, '0' as computed
                      from inventory.pools where company_id = :company and quantity = 0 and value <> 0"""),
            new Invariant("move_value", "a move's value layers have its quantity, and only moves between storage places have none", """
                    select m.id::text as subject, trim_scale(coalesce(v.quantity, 0))::text as stored,
                           trim_scale(m.quantity)::text as computed
                      from (select i.id, case when f.kind = t.kind then 0 when t.kind = 'storage' then i.quantity else -i.quantity end
                                   as quantity
                              from inventory.moves i
                              join inventory.locations f on f.company_id = :company and f.id = i.from_location
                              join inventory.locations t on t.company_id = :company and t.id = i.to_location
                             where i.company_id = :company) m
                      left join (select move_id, sum(quantity) as quantity from inventory.value_layers
                                  where company_id = :company group by 1) v on v.move_id = m.id
                     where m.quantity <> coalesce(v.quantity, 0)"""),
            new Invariant("serial_number", "a serial number is in one place, once", """
                    select b.product_id || ' ' || b.lot as subject, trim_scale(sum(b.on_hand))::text as stored, '0 or 1' as computed
                      from inventory.balances b join products.products p on p.company_id = :company and p.id = b.product_id
                     where b.company_id = :company and p.tracking = 'serial'
                     group by b.product_id, b.lot having sum(b.on_hand) not in (0, 1)"""));

    private StockInvariants() {
    }

    /** All of them, for a company. */
    public static List<Invariant> of(Company company) {
        return Stream.concat(ALL.stream(), Stream.of(account(company))).toList();
    }

    private static Invariant account(Company company) {
        String account = company.account(AccountRole.STOCK);
        return new Invariant("stock_account", "the balance of the stock account is the value of the stock", """
                select 'account %1$s' as subject, b.balance::text as stored, v.value::text as computed
                  from (select coalesce(sum(debit - credit), 0) as balance from ledger.lines
                         where company_id = :company and account = '%1$s') b,
                       (select coalesce(sum(value), 0) as value from inventory.value_layers where company_id = :company) v
                 where b.balance <> v.value""".formatted(account));
    }
}
