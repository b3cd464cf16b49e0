package erp.inventory.replenishstock;

import static erp.testing.SalesFixtures.line;
import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.security.Caller;
import erp.tasks.Wish;
import erp.testing.Fixtures;
import erp.testing.SalesFixtures;
import erp.testing.TaskRuns;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class ReplenishStockTest {

    @Inject
    Fixtures fixtures;
    @Inject
    SalesFixtures sales;
    @Inject
    TaskRuns tasks;
    private Caller caller;
    private UUID customer;
    private UUID product;

    @BeforeEach
    void company() {
        caller = fixtures.company();
        customer = fixtures.customer(caller, "Kunde", "DE");
        product = fixtures.product(caller, "A1", "10.00");
    }

    @Test
    void proposesWhatIsMissingByWhatIsThereAndWanted() {
        rule(product, "MAIN", "10", "40", "6");
        fixtures.stock(caller, product, "9", "9.00");
        sales.confirmed(caller, customer, line(product, "4"));
        sales.confirmed(caller, customer, line(product, "8"));
        sales.draft(caller, customer, line(product, "100"));
        // 9 there, all of them reserved, and 3 more are waited for: 43 up to 40, in lots of 6.
        assertEquals("{\"proposals\": 1}", run());
        assertEquals(List.of("A1 MAIN 48: 9 - 9 - 3, 10 to 40 by 6, proposed"), proposals());
    }

    @Test
    void proposesNothingWhereEnoughIsThere() {
        rule(product, "MAIN", "10", "40", "6");
        fixtures.stock(caller, product, "10", "10.00");
        assertEquals("{\"proposals\": 0}", run());
        assertEquals(List.of(), proposals());
    }

    @Test
    void looksAtEachPlaceForItself() {
        rule(product, "MAIN", "10", "10", "1");
        rule(product, "SHOP", "5", "5", "1");
        fixtures.stock(caller, product, "100", "100.00");
        run();
        assertEquals(List.of("A1 SHOP 5: 0 - 0 - 0, 5 to 5 by 1, proposed"), proposals());
    }

    @Test
    void countsDeliveredGoodsNoMore() {
        rule(product, "MAIN", "0", "0", "1");
        UUID order = sales.confirmed(caller, customer, line(product, "8"));
        sales.note(caller, order, "3", "0");
        sales.state(caller, order, "partly_delivered");
        run();
        assertEquals(List.of("A1 MAIN 5: 0 - 0 - 5, 0 to 0 by 1, proposed"), proposals());
    }

    @Test
    void theSameFiguresMakeTheSameProposals() {
        rule(product, "MAIN", "10", "40", "6");
        run();
        List<String> before = rows();
        run();
        assertEquals(before, rows());
    }

    @Test
    void takesAwayWhatIsNotNeededAnyMore() {
        UUID archived = fixtures.product(caller, "B2", "10.00");
        rule(product, "MAIN", "10", "40", "1");
        rule(archived, "MAIN", "10", "40", "1");
        assertEquals("{\"proposals\": 2}", run());
        fixtures.stock(caller, product, "10", "10.00");
        sql("update products.products set state = 'archived' where company_id = ? and id = ?", archived);
        assertEquals("{\"proposals\": 0}", run());
        assertEquals(List.of(), proposals());
    }

    @Test
    void aDismissedProposalStaysSoUntilAnotherQuantityIsNeeded() {
        rule(product, "MAIN", "10", "40", "6");
        run();
        sql("update inventory.replenishment_proposals set state = 'dismissed' where company_id = ? and product_id = ?", product);
        fixtures.stock(caller, product, "1", "1.00");
        run();
        assertEquals(List.of("A1 MAIN 42: 1 - 0 - 0, 10 to 40 by 6, dismissed"), proposals());
        fixtures.stock(caller, product, "6", "6.00");
        run();
        assertEquals(List.of("A1 MAIN 36: 7 - 0 - 0, 10 to 40 by 6, proposed"), proposals());
    }

    @Test
    void manyRunsAtOnceMakeOneProposalForAPlace() {
        List<UUID> products = IntStream.range(0, 20).mapToObj(i -> fixtures.product(caller, "P" + i, "1.00")).toList();
        products.forEach(one -> rule(one, "MAIN", "1", "2", "1"));
        List<UUID> runs = IntStream.range(0, 8)
                .mapToObj(_ -> tasks.enqueue(caller, Wish.of(new ReplenishStock.Replenishment()))).toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<CompletableFuture<TaskRuns.Row>> rows = runs.stream()
                    .map(id -> CompletableFuture.supplyAsync(() -> tasks.attempt(caller, id), threads)).toList();
            rows.forEach(row -> assertEquals("done {\"proposals\": 20}", row.join().state() + " " + row.join().result()));
        }
        assertEquals(20, proposals().size());
    }

    @Test
    void looksAtNoOtherCompany() {
        rule(product, "MAIN", "10", "40", "6");
        assertEquals("{\"proposals\": 0}", tasks.run(fixtures.company(), new ReplenishStock.Replenishment()).result());
        assertEquals(List.of(), proposals());
    }

    private String run() {
        TaskRuns.Row row = tasks.run(caller, new ReplenishStock.Replenishment());
        assertEquals("done", row.state(), row::toString);
        return row.result();
    }

    private void rule(UUID what, String location, String minimum, String maximum, String lot) {
        fixtures.in(caller, tx -> {
            tx.write("""
                    insert into inventory.reordering_rules (company_id, product_id, location_id, minimum, maximum, lot_size)
                    select company_id, ?, id, ?, ?, ? from inventory.locations where company_id = ? and code = ?""",
                    what, new BigDecimal(minimum), new BigDecimal(maximum), new BigDecimal(lot), tx.company(), location);
            return null;
        });
    }

    private List<String> proposals() {
        return fixtures.in(caller, tx -> tx.list(String.class, """
                select concat(p.number, ' ', l.code, ' ', r.quantity, ': ', trim_scale(r.on_hand), ' - ', trim_scale(r.reserved), ' - ',
                              trim_scale(r.waiting), ', ', r.minimum, ' to ', r.maximum, ' by ', r.lot_size, ', ', r.state)
                  from inventory.replenishment_proposals r
                  join products.products p on p.company_id = r.company_id and p.id = r.product_id
                  join inventory.locations l on l.company_id = r.company_id and l.id = r.location_id
                 where r.company_id = ? order by 1""", tx.company()));
    }

    private List<String> rows() {
        return fixtures.in(caller, tx -> tx.list(String.class,
                "select to_jsonb(p)::text from inventory.replenishment_proposals p where company_id = ? order by id", tx.company()));
    }

    private void sql(String statement, UUID id) {
        fixtures.in(caller, tx -> {
            tx.write(statement, tx.company(), id);
            return null;
        });
    }
}
