package erp.stock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import erp.security.Caller;
import erp.testing.Fixtures;
import erp.testing.JournalText;
import erp.testing.StockInvariants;
import erp.work.Refusal;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The kernel with golden numbers, on the real database. */
@MicronautTest(transactional = false, startApplication = false)
class StockTest {

    @Inject
    Fixtures fixtures;
    @Inject
    Adjustments adjustments;
    @Inject
    Locations locations;
    private Warehouse warehouse;
    private Caller caller;

    @BeforeEach
    void company() {
        caller = fixtures.company();
        warehouse = new Warehouse(fixtures, adjustments, locations, caller);
    }

    @AfterEach
    void keepsTheInvariants() {
        assertEquals(List.of(), fixtures.in(caller, StockInvariants::broken));
    }

    @Test
    void fifoCostsWhatTheOldestCost() {
        UUID product = fixtures.product(caller, "A1", "1.00");
        open(product, "10", "10");
        open(product, "10", "12");
        Stock.Posted posted = ship(product, "15");
        assertEquals("160.00", posted.moved().getFirst().value().amount().toPlainString());
        assertEquals("5 worth 60.00", warehouse.pool(product));
        assertEquals("""
                2026-03-02 delivery | Warenausgang
                    5881  Changes in stocks of goods                      160.00
                    1140  Goods in stock                                                160.00
                """.strip(), journal("delivery"));
    }

    @Test
    void theMovingAverageIsValueByQuantity() {
        UUID product = fixtures.product(caller, "A1", "1.00", "average", "none");
        open(product, "10", "10");
        open(product, "5", "13");
        assertEquals("15 worth 165.00", warehouse.pool(product));
        assertEquals("132.00", cost(ship(product, "12")));
        assertEquals("33.00", cost(ship(product, "3")));
        assertEquals("0 worth 0.00", warehouse.pool(product));
    }

    @Test
    void theLastPieceTakesTheLastCent() {
        for (String valuation : List.of("fifo", "average")) {
            UUID product = fixtures.product(caller, valuation, "1.00", valuation, "none");
            fixtures.stock(caller, product, "3", "10.00");
            assertEquals(List.of("3.33", "3.34", "3.33"),
                    List.of(cost(ship(product, "1")), cost(ship(product, "1")), cost(ship(product, "1"))), valuation);
            assertEquals("0 worth 0.00", warehouse.pool(product), valuation);
        }
    }

    @Test
    void oneShipmentTakesManyLayersAndNoMoreThanItNeeds() {
        UUID product = fixtures.product(caller, "A1", "1.00");
        for (int i = 1; i <= 30; i++) {
            open(product, "1", Integer.toString(i));
        }
        assertEquals("210.00", cost(ship(product, "20")));
        assertEquals("10 worth 255.00", warehouse.pool(product));
        assertEquals("21.00", cost(ship(product, "1")));
        assertEquals(9L, fixtures.value(caller, Long.class, "select count(*) from inventory.open_layers"));
    }

    @Test
    void linesOfOneShipmentConsumeOneAfterTheOther() {
        UUID product = fixtures.product(caller, "A1", "1.00", "fifo", "lot");
        warehouse.adjust(Adjustments.Reason.OPENING, "MAIN", product, "X", new BigDecimal("2"), new BigDecimal("10"));
        warehouse.adjust(Adjustments.Reason.OPENING, "MAIN", product, "Y", new BigDecimal("2"), new BigDecimal("20"));
        Stock.Posted posted = warehouse.ship("MAIN", List.of(new Warehouse.Item(product, "Y", BigDecimal.ONE),
                new Warehouse.Item(product, "X", new BigDecimal("2"))));
        // Layers are the product's, not the lot's: what came first is what is taken to have left first.
        assertEquals(List.of("10.00", "30.00"), posted.moved().stream().map(moved -> moved.value().amount().toPlainString()).toList());
    }

    @Test
    void goodsWorthNothingLeaveWithoutAnEntry() {
        UUID product = fixtures.product(caller, "A1", "1.00");
        open(product, "10", "0");
        Stock.Posted posted = ship(product, "4");
        assertNull(posted.entry());
        assertEquals("6 worth 0.00", warehouse.pool(product));
    }

    @Test
    void elevenOfTenReservedAndFreeDoNotLeave() {
        UUID product = fixtures.product(caller, "A1", "1.00");
        open(product, "10", "1");
        refused("insufficient_stock", "[A1, 10]", () -> ship(product, "11"));
        UUID order = UUID.randomUUID();
        warehouse.reserve("MAIN", product, "", new BigDecimal("10"), order);
        refused("insufficient_stock", "[A1, 10]", () -> warehouse.ship(order, new BigDecimal("10"), BigDecimal.ONE));
        refused("insufficient_stock", "[A1, 0]", () -> ship(product, "1"));
        assertEquals(List.of("A1 MAIN  10 10"), warehouse.counters());
        assertEquals(1L, fixtures.value(caller, Long.class, "select count(*) from inventory.moves"));
    }

    @Test
    void whatIsShippedLessThanReservedStaysReserved() {
        UUID product = fixtures.product(caller, "A1", "1.00");
        open(product, "10", "1");
        UUID order = UUID.randomUUID();
        warehouse.reserve("MAIN", product, null, new BigDecimal("6"), order);
        warehouse.ship(order, new BigDecimal("2"), BigDecimal.ONE);
        assertEquals(List.of("A1 MAIN  7 4"), warehouse.counters());
        warehouse.ship(order, new BigDecimal("4"), BigDecimal.ZERO);
        assertEquals(List.of("A1 MAIN  3 0"), warehouse.counters());
        assertEquals("consumed", fixtures.value(caller, String.class, "select state from inventory.reservations"));
    }

    @Test
    void aProductThatHasMovedIsKnownToHave() {
        UUID product = fixtures.product(caller, "A1", "1.00");
        assertEquals(false, hasMoved(product));
        open(product, "1", "1");
        ship(product, "1");
        assertEquals(true, hasMoved(product));
    }

    @Test
    void whatIsNotStockedDoesNotMove() {
        UUID service = fixtures.product(caller, "D1", "1.00");
        fixtures.in(caller, tx -> {
            tx.write("update products.products set stocked = false where company_id = ? and id = ?", tx.company(), service);
            return null;
        });
        refused("unknown_stock_product", "[]", () -> open(service, "1", "1"));
        refused("unknown_stock_product", "[]", () -> ship(service, "1"));
        refused("unknown_stock_product", "[]", () -> ship(fixtures.product(fixtures.company(), "A1", "1.00"), "1"));
    }

    private void open(UUID product, String quantity, String unitCost) {
        warehouse.adjust(Adjustments.Reason.OPENING, "MAIN", product, "", new BigDecimal(quantity), new BigDecimal(unitCost));
    }

    private Stock.Posted ship(UUID product, String quantity) {
        return warehouse.ship("MAIN", List.of(new Warehouse.Item(product, "", new BigDecimal(quantity))));
    }

    private boolean hasMoved(UUID product) {
        return fixtures.in(caller, tx -> Stock.hasMoved(tx, product));
    }

    private static String cost(Stock.Posted posted) {
        return posted.moved().getFirst().value().amount().toPlainString();
    }

    /** The entries of a source in the journal's text. */
    private String journal(String source) {
        return fixtures.in(caller, JournalText::of).lines().dropWhile(line -> !line.contains(source)).map(String::stripTrailing)
                .reduce((a, b) -> a + "\n" + b).orElseThrow().strip();
    }

    private static void refused(String code, String args, Executable executable) {
        Refusal refusal = assertThrows(Refusal.class, executable);
        assertEquals(code, refusal.code().code());
        assertEquals(args, List.of(refusal.args()).toString());
    }
}
