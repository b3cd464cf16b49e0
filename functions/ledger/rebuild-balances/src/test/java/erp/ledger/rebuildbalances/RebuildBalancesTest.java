package erp.ledger.rebuildbalances;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import erp.security.Caller;
import erp.tasks.Wish;
import erp.testing.Fixtures;
import erp.testing.ReceivablesFixtures;
import erp.testing.ReceivablesFixtures.Piece;
import erp.testing.SalesFixtures;
import erp.testing.Tampering;
import erp.testing.TaskRuns;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@MicronautTest(transactional = false)
class RebuildBalancesTest {

    @Inject
    TaskRuns tasks;
    @Inject
    Fixtures fixtures;
    @Inject
    ReceivablesFixtures receivables;
    @Inject
    SalesFixtures sales;
    private Caller caller;
    private UUID fifo;
    private UUID serial;

    /**
     * A damage.
     *
     * @param rules what is found, in the order of their names
     * @param sql   changes something of the company that is its only parameter
     */
    private record Damage(String rules, String sql) {
    }

    @BeforeEach
    void booksOfEverything() {
        caller = fixtures.company();
        UUID customer = fixtures.customer(caller, "Kunde", "DE");
        fifo = fixtures.product(caller, "F1", "10.00");
        UUID average = fixtures.product(caller, "M1", "10.00", "average", "none");
        serial = fixtures.product(caller, "S1", "10.00", "fifo", "serial");
        fixtures.stock(caller, fifo, "10", "50.00");
        fixtures.stock(caller, fifo, "5", "30.00");
        fixtures.stock(caller, average, "8", "40.00");
        fixtures.stock(caller, serial, "N1", "1", "9.00");
        sales.confirmed(caller, customer, SalesFixtures.line(fifo, "3"));
        UUID shipped = receivables.shipped(caller, receivables.order(caller, customer, "DE", true, new Piece(fifo, "2", "10.00")),
                "2026-11-02");
        receivables.post(caller, receivables.deliveryDraft(caller, shipped, "1"));
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        UUID paid = receivables.posted(caller, customer, "2026-11-02", "10.00");
        UUID payment = receivables.payment(caller, customer, "2026-11-03", "61.90");
        receivables.allocate(caller, receivables.item(caller, invoice), payment, "2026-11-03", "50.00");
        receivables.allocate(caller, receivables.item(caller, paid), payment, "2026-11-03", "11.90");
    }

    @Test
    void whatAddsUpHasNoFindings() {
        TaskRuns.Row task = run();
        assertEquals("done", task.state(), task::error);
        assertEquals("{\"rules\": 18, \"findings\": 0}", task.result());
        assertEquals(List.of(), findings());
    }

    @TestFactory
    Stream<DynamicTest> everyDamageIsFound() {
        return Stream.of(
                new Damage("pool_quantity serial_number stock_on_hand",
                        "update inventory.balances set on_hand = on_hand + 1 where company_id = ?"),
                new Damage("move_value stock_on_hand", "update inventory.moves set quantity = quantity + 1 where company_id = ?"),
                new Damage("stock_reserved", "update inventory.balances set reserved = 0 where company_id = ? and reserved > 0"),
                new Damage("stock_reserved", "update inventory.reservations set state = 'released' where company_id = ?"),
                new Damage("open_layers pool_quantity pool_value",
                        "update inventory.pools set quantity = quantity + 1 where company_id = ?"),
                new Damage("open_layers pool_value", "update inventory.pools set value = value + 0.01 where company_id = ?"),
                new Damage("open_layers", "delete from inventory.open_layers where company_id = ?"),
                new Damage("open_layers remaining_layer", "update inventory.open_layers set value = value + 0.01 where company_id = ?"),
                new Damage("pool_value remaining_layer stock_account",
                        "update inventory.value_layers set value = value + 0.01 where company_id = ?"),
                new Damage("stock_account trial_balance",
                        "update ledger.lines set debit = debit + 0.01 where company_id = ? and account = '1140'"),
                new Damage("invoice_state open_item partner_balance", "update receivables.open_items set open = open - 0.01 "
                        + "where company_id = ? and open > 0"),
                new Damage("open_item", "delete from receivables.allocations where company_id = ?"),
                new Damage("invoice_state", "update receivables.invoices set state = 'posted' where company_id = ? and state = 'paid'"),
                new Damage("order_delivered",
                        "update sales.order_lines set delivered = delivered - 1 where company_id = ? and delivered > 0"),
                new Damage("order_invoiced", "update sales.order_lines set invoiced = invoiced + 1 where company_id = ? and invoiced > 0"),
                new Damage("delivery_invoiced", "update sales.delivery_lines set invoiced = 0 where company_id = ?"))
                .map(damage -> dynamicTest(damage.sql, () -> {
                    booksOfEverything();
                    assertTrue(Tampering.with(damage.sql, caller.company()) > 0);
                    TaskRuns.Row task = run();
                    assertEquals("dead", task.state());
                    assertEquals("audit_findings", task.errorCode());
                    assertEquals(1, task.attempts(), "it is not tried again");
                    assertEquals(damage.rules, String.join(" ", rules()));
                }));
    }

    @Test
    void aFindingNamesWhatStandsThereAndWhatShould() {
        Tampering.with("update inventory.balances set on_hand = 14, reserved = 2 where company_id = ? and product_id = ?",
                caller.company(), fifo);
        String row = fifo + " at " + fixtures.value(caller, UUID.class,
                "select id from inventory.locations where company_id = ? and code = 'MAIN'", caller.company()) + " ";
        assertEquals("3 findings; the first: stock_on_hand of " + row + " is 14, and is computed to be 15.", run().error());
        assertEquals(List.of("pool_quantity " + fifo + " 15 14", "stock_on_hand " + row + " 14 15", "stock_reserved " + row + " 2 3"),
                findings());
    }

    @Test
    void aSerialNumberInTwoPlacesIsFound() {
        Tampering.with("update inventory.balances set on_hand = 2 where company_id = ? and product_id = ?", caller.company(), serial);
        run();
        assertEquals(List.of("pool_quantity", "serial_number", "stock_on_hand"), rules());
    }

    @Test
    void nothingIsRepaired() {
        Tampering.with("update inventory.balances set on_hand = on_hand + 1 where company_id = ?", caller.company());
        run();
        List<String> first = findings();
        run();
        assertEquals(first.size() * 2, findings().size(), "it is found again");
    }

    @Test
    void ofOneRuleAThousandAreKept() {
        Tampering.with("""
                insert into inventory.balances (company_id, product_id, location_id, lot, on_hand)
                select b.company_id, b.product_id, b.location_id, 'L' || i, 1 from inventory.balances b, generate_series(1, 1200) i
                 where b.company_id = ? and b.product_id = ?""", caller.company(), fifo);
        String error = run().error();
        assertTrue(error.startsWith("1,002 findings; the first: stock_on_hand of " + fifo), error);
        assertEquals(1, findings().stream().filter(found -> found.equals("stock_on_hand and more")).count());
    }

    @Test
    void anotherCompanysBooksAreItsOwn() {
        Caller other = fixtures.company();
        Tampering.with("update inventory.balances set on_hand = on_hand + 1 where company_id = ?", caller.company());
        assertEquals("done", tasks.run(other, new RebuildBalances.Args()).state());
    }

    @Test
    void isWantedOnceWhileItIsOpen() {
        tasks.enqueue(caller, Wish.of(new RebuildBalances.Args()));
        tasks.enqueue(caller, Wish.of(new RebuildBalances.Args()));
        assertEquals(1, tasks.of(caller, "rebuild-balances").size());
    }

    private TaskRuns.Row run() {
        return tasks.run(caller, new RebuildBalances.Args());
    }

    private List<String> rules() {
        return fixtures.in(caller, tx -> tx.list(String.class,
                "select distinct rule from platform.audit_findings where company_id = ? order by rule", tx.company()));
    }

    private List<String> findings() {
        return fixtures.in(caller, tx -> tx.list(String.class, """
                select concat_ws(' ', rule, subject, stored, computed) from platform.audit_findings
                 where company_id = ? and audit = 'rebuild-balances' order by rule, subject""", tx.company()));
    }
}
