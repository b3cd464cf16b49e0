package erp.stock;

import erp.company.Companies;
import erp.company.Company;
import erp.ledger.Period;
import erp.security.Caller;
import erp.testing.Fixtures;
import erp.work.Ids;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A company's stock as tests of the kernel work with it: each method is one transaction. */
record Warehouse(Fixtures fixtures, Adjustments adjustments, Locations locations, Caller caller) {

    static final LocalDate DAY = LocalDate.of(2026, 3, 2);

    /** Goods that somebody wants to have moved. */
    record Item(UUID product, String lot, BigDecimal quantity) {
    }

    Adjustments.Adjusted adjust(Adjustments.Reason reason, String location, UUID product, String lot,
            BigDecimal quantity, BigDecimal unitCost) {
        return fixtures.in(caller, tx -> adjustments.adjust(tx, new Adjustments.Wish(reason, DAY, location, null, null,
                List.of(new AdjustmentLine(product, quantity, unitCost, lot.isEmpty() ? null : lot)))));
    }

    void transfer(String from, String to, List<Item> items) {
        fixtures.in(caller, tx -> {
            Company company = Companies.read(tx);
            List<Movement> movements = new ArrayList<>();
            items.forEach(item -> movements.add(Movement.of(movements.size() + 1, item.product, locations.storage(tx, from),
                    locations.storage(tx, to), item.lot, item.quantity, null)));
            return Stock.move(tx, company, Period.lock(tx, company, DAY), "stock_transfer", Ids.next(), movements);
        });
    }

    List<Reservations.Reserved> reserve(String location, UUID product, String lot, BigDecimal quantity, UUID order) {
        return fixtures.in(caller, tx -> Reservations.reserve(tx,
                Reservations.lock(tx, locations.storage(tx, location).id(), List.of(product)).get(),
                List.of(new Reservations.Wish(1, product, lot, quantity)), true, "sales_order", order));
    }

    void release(UUID order) {
        fixtures.in(caller, tx -> {
            Reservations.release(tx, Reservations.lockOf(tx, order));
            return null;
        });
    }

    /** Ships goods that nothing was reserved for. */
    Stock.Posted ship(String location, List<Item> items) {
        return fixtures.in(caller, tx -> {
            Company company = Companies.read(tx);
            Location customer = locations.of(tx, Location.Kind.CUSTOMER);
            List<Movement> movements = new ArrayList<>();
            items.forEach(item -> movements.add(Movement.of(movements.size() + 1, item.product, locations.storage(tx, location), customer,
                    item.lot, item.quantity, null)));
            return Stock.post(tx, company, Period.lock(tx, company, DAY), "delivery", Ids.next(), "Warenausgang", movements);
        });
    }

    /** Ships a part of what an order has reserved, which is one reservation, and some more that it has not. */
    Stock.Posted ship(UUID order, BigDecimal part, BigDecimal more) {
        return fixtures.in(caller, tx -> {
            Company company = Companies.read(tx);
            Period period = Period.lock(tx, company, DAY);
            Location customer = locations.of(tx, Location.Kind.CUSTOMER);
            Map<Reservations.Reserved, BigDecimal> used = new LinkedHashMap<>();
            List<Movement> movements = new ArrayList<>();
            Reservations.Reserved one = Reservations.lockOf(tx, order).getFirst();
            Location from = locations.of(tx).stream().filter(location -> location.id().equals(one.locationId())).findFirst().orElseThrow();
            used.put(one, part);
            movements.add(new Movement(1, one.productId(), from, customer, one.lot(), part, part, null));
            if (more.signum() > 0) {
                movements.add(Movement.of(2, one.productId(), from, customer, one.lot(), more, null));
            }
            Reservations.consume(tx, used);
            return Stock.post(tx, company, period, "delivery", order, "Warenausgang", movements);
        });
    }

    /** What the counters say, for example {@code A1 MAIN  10 4}. */
    List<String> counters() {
        return fixtures.in(caller, tx -> tx.list(String.class, """
                select p.number || ' ' || l.code || ' ' || b.lot || ' ' || trim_scale(b.on_hand) || ' ' || trim_scale(b.reserved)
                  from inventory.balances b
                  join products.products p on p.company_id = b.company_id and p.id = b.product_id
                  join inventory.locations l on l.company_id = b.company_id and l.id = b.location_id
                 where b.company_id = ? and b.on_hand > 0 order by p.number, l.code, b.lot""", tx.company()));
    }

    /** A product's pool, for example {@code 5 worth 60.00}. */
    String pool(UUID product) {
        return fixtures.in(caller, tx -> tx.list(String.class, """
                select trim_scale(quantity) || ' worth ' || value from inventory.pools where company_id = ? and product_id = ?""",
                tx.company(), product).getFirst());
    }
}
