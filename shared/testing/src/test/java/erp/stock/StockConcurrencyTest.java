package erp.stock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.security.Caller;
import erp.testing.Fixtures;
import erp.testing.StockInvariants;
import erp.work.Refusal;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The kernel under many hands. {@code Work.run} repeats nothing, so a deadlock that the order of locks does not prevent would be seen
 * here as {@code try_again}.
 */
@MicronautTest(transactional = false, startApplication = false)
class StockConcurrencyTest {

    private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();

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
    void ofManyShipmentsOfTheSameGoodsAsManySucceedAsThereAreGoods() {
        for (String valuation : List.of("fifo", "average")) {
            UUID product = fixtures.product(caller, valuation, "1.00", valuation, "none");
            fixtures.stock(caller, product, "4", "10.00");
            fixtures.stock(caller, product, "6", "20.00");
            Map<String, Long> answers = parallel(60, _ -> warehouse.ship("MAIN", List.of(item(product, "1"))));
            assertEquals(Map.of("done", 10L, "insufficient_stock", 50L), answers, valuation);
            assertEquals("0 worth 0.00", warehouse.pool(product), valuation);
        }
    }

    @Test
    void shipmentsReservationsTransfersAndReceiptsOfTheSameGoodsNeverBlockEachOther() {
        List<UUID> products = List.of(fixtures.product(caller, "A1", "1.00"), fixtures.product(caller, "B2", "1.00", "average", "none"),
                fixtures.product(caller, "C3", "1.00"), fixtures.product(caller, "D4", "1.00", "average", "none"));
        products.forEach(product -> fixtures.stock(caller, product, "50", "70.00"));
        Map<String, Long> answers = parallel(400, i -> {
            List<UUID> mixed = new ArrayList<>(products);
            Collections.shuffle(mixed, new Random(i));
            List<Warehouse.Item> items = List.of(item(mixed.get(0), "1"), item(mixed.get(1), "1"), item(mixed.get(2), "1"));
            switch (i % 5) {
                case 0 -> warehouse.transfer("MAIN", "SHOP", items);
                case 1 -> warehouse.transfer("SHOP", "MAIN", items);
                case 2 -> warehouse.ship("MAIN", items);
                case 3 -> warehouse.adjust(Adjustments.Reason.GAIN, i % 2 == 0 ? "MAIN" : "SHOP",
                        mixed.getFirst(), "", BigDecimal.TWO, BigDecimal.TEN);
                default -> {
                    UUID order = UUID.randomUUID();
                    warehouse.reserve("MAIN", mixed.getFirst(), null, BigDecimal.ONE, order);
                    warehouse.ship(order, BigDecimal.ONE, BigDecimal.ONE);
                }
            }
        });
        assertTrue(answers.get("done") > 200, answers.toString());
        assertTrue(List.of("done", "insufficient_stock", "not_available").containsAll(answers.keySet()), answers.toString());
    }

    @Test
    void newPlacesOfGoodsComeIntoBeingOnce() {
        UUID product = fixtures.product(caller, "A1", "1.00", "average", "lot");
        UUID other = fixtures.product(caller, "B2", "1.00", "fifo", "lot");
        Map<String, Long> answers = parallel(60, i -> fixtures.in(caller, tx -> {
            List<AdjustmentLine> lines = new ArrayList<>(IntStream.rangeClosed(1, 6).mapToObj(n ->
                    new AdjustmentLine(n % 2 == 0 ? product : other, BigDecimal.ONE, BigDecimal.ONE, "L" + (n + i % 3))).toList());
            Collections.shuffle(lines, new Random(i));
            return adjustments.adjust(tx, new Adjustments.Wish(Adjustments.Reason.GAIN, Warehouse.DAY, "MAIN", null, null, lines));
        }));
        assertEquals(Map.of("done", 60L), answers);
        assertEquals(14L, fixtures.value(caller, Long.class, "select count(*) from inventory.balances"));
    }

    @Test
    void aSerialNumberComesInOnce() {
        UUID product = fixtures.product(caller, "S1", "1.00", "fifo", "serial");
        Map<String, Long> answers = parallel(30, i -> warehouse.adjust(Adjustments.Reason.OPENING,
                i % 2 == 0 ? "MAIN" : "SHOP", product, "SN-1",
                BigDecimal.ONE, BigDecimal.ONE));
        assertEquals(Map.of("done", 1L, "serial_exists", 29L), answers);
    }

    private static Warehouse.Item item(UUID product, String quantity) {
        return new Warehouse.Item(product, "", new BigDecimal(quantity));
    }

    /** Does something as often at once, and counts what came of it. */
    private static Map<String, Long> parallel(int count, IntConsumer work) {
        List<CompletableFuture<String>> answers = IntStream.range(0, count).mapToObj(i -> CompletableFuture.supplyAsync(() -> {
            try {
                work.accept(i);
                return "done";
            } catch (Refusal refusal) {
                return refusal.code().code();
            }
        }, THREADS)).toList();
        return answers.stream().map(CompletableFuture::join).collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }
}
