package erp.sales.fillbackorders;

import static erp.testing.SalesFixtures.line;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.sales.Order;
import erp.sales.OrderLine;
import erp.sales.Orders;
import erp.sales.Reservation;
import erp.security.Caller;
import erp.stock.FillBackorders;
import erp.tasks.Wish;
import erp.testing.Fixtures;
import erp.testing.SalesFixtures;
import erp.testing.StockInvariants;
import erp.testing.TaskRuns;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@MicronautTest(transactional = false)
class FillingBackordersTest {

    @Inject
    Fixtures fixtures;
    @Inject
    SalesFixtures sales;
    @Inject
    TaskRuns tasks;
    @Inject
    Orders orders;
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
    void servesWhoWantsItEarliestFirst() {
        UUID late = wanting("2026-12-24", line(product, "4"));
        UUID early = wanting("2026-12-01", line(product, "4"));
        // Without a day it is wanted at once: from the day of the order on.
        UUID soonest = sales.confirmed(caller, customer, line(product, "4"));
        fixtures.stock(caller, product, "10", "10.00");
        assertEquals("{\"orders\": 3, \"products\": 0}", fill(product).result());
        assertEquals(List.of("4", "4", "2"), List.of(reserved(soonest), reserved(early), reserved(late)));
        assertEquals(List.of("10 / 10"), sales.counters(caller, product));
        assertEquals(List.of(), fixtures.in(caller, StockInvariants::broken));
    }

    @Test
    void servesEqualWishesByDayAndNumberOfTheirOrders() {
        List<UUID> placed = IntStream.range(0, 12).mapToObj(_ -> wanting("2026-12-24", line(product, "1"))).toList();
        UUID older = place(LocalDate.parse("2026-10-01"), LocalDate.parse("2026-12-24"), Reservation.PARTIAL, line(product, "1"));
        fixtures.stock(caller, product, "11", "11.00");
        fill(product);
        assertEquals("1", reserved(older));
        // SO-9 comes before SO-10.
        assertEquals(List.of("1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "0", "0"), placed.stream().map(this::reserved).toList());
    }

    @Test
    void anOrderThatWantsAllAtOnceWaitsUntilAllIsThereAndLeavesTheGoodsToOthers() {
        UUID other = fixtures.product(caller, "B2", "10.00");
        UUID all = wantingAll("2026-12-01", line(product, "3"), line(other, "1"));
        UUID partial = wanting("2026-12-24", line(product, "2"));
        fixtures.stock(caller, product, "4", "4.00");
        fill(product);
        assertEquals(List.of("0", "2"), List.of(reserved(all), reserved(partial)));
        fixtures.stock(caller, other, "1", "1.00");
        fill(other);
        assertEquals("0", reserved(all), "2 of 3 are there");
        fixtures.stock(caller, product, "1", "1.00");
        fill(product);
        assertEquals("4", reserved(all));
        assertEquals(List.of("5 / 5"), sales.counters(caller, product));
        assertEquals(List.of("1 / 1"), sales.counters(caller, other));
    }

    @Test
    void takesOnlyTheGoodsThatCameWherePartsAreWelcome() {
        UUID other = fixtures.product(caller, "B2", "10.00");
        UUID order = wanting("2026-12-01", line(other, "1"), line(product, "1"), line(product, "2"));
        fixtures.stock(caller, product, "5", "5.00");
        fixtures.stock(caller, other, "5", "5.00");
        fill(product);
        assertEquals("3", reserved(order));
        assertEquals(List.of("5 / 0"), sales.counters(caller, other));
    }

    @Test
    void servesOnlyConfirmedOrdersOfTheSamePlace() {
        UUID draft = sales.draft(caller, customer, line(product, "1"));
        UUID cancelled = sales.confirmed(caller, customer, line(product, "1"));
        sales.state(caller, cancelled, "cancelled");
        UUID elsewhere = fixtures.in(caller, tx -> orders.place(tx, new Orders.Wish(customer, SalesFixtures.ORDERED, null, "SHOP", null,
                null, null, List.of(line(product, "1"))), Reservation.PARTIAL)).id();
        fixtures.stock(caller, product, "9", "9.00");
        assertEquals("{\"orders\": 0, \"products\": 0}", fill(product).result());
        assertEquals(List.of("0", "0", "0"), List.of(reserved(draft), reserved(cancelled), reserved(elsewhere)));
    }

    @Test
    void countsWhatIsReservedOrDeliveredAlready() {
        fixtures.stock(caller, product, "3", "3.00");
        UUID order = sales.confirmed(caller, customer, line(product, "10"));
        sales.note(caller, order, "2", "0");
        sales.state(caller, order, "partly_delivered");
        fixtures.stock(caller, product, "20", "20.00");
        fill(product);
        assertEquals("8", reserved(order), "10 less 2 that were delivered");
        assertEquals("{\"orders\": 0, \"products\": 0}", fill(product).result(), "nothing more to do");
    }

    @Test
    void reservesLotByLot() {
        UUID lots = fixtures.product(caller, "L1", "10.00", "fifo", "lot");
        UUID order = wanting("2026-12-01", line(lots, "5"));
        fixtures.stock(caller, lots, "A", "2", "2.00");
        fixtures.stock(caller, lots, "B", "9", "9.00");
        fill(lots);
        assertEquals("5", reserved(order));
        assertEquals(List.of("A: 2 / 2", "B: 9 / 3"), sales.counters(caller, lots));
    }

    @Test
    void looksEachHourForWhatWasOverlooked() {
        UUID other = fixtures.product(caller, "B2", "10.00");
        UUID first = sales.confirmed(caller, customer, line(product, "1"));
        UUID second = sales.confirmed(caller, customer, line(other, "1"), line(other, "1"));
        sales.confirmed(caller, customer, line(fixtures.product(caller, "C3", "10.00"), "1"));
        fixtures.stock(caller, product, "5", "5.00");
        fixtures.stock(caller, other, "5", "5.00");
        TaskRuns.Row row = tasks.run(caller, new FillBackorders(null, null));
        assertEquals("{\"orders\": 0, \"products\": 2}", row.result());
        assertEquals(2, tasks.drain(caller).size());
        assertEquals(List.of("1", "2"), List.of(reserved(first), reserved(second)));
    }

    @Test
    void twoRunsAndFiftyConfirmationsAtOncePromiseNothingTwice() {
        List<UUID> waiting = IntStream.range(0, 20).mapToObj(_ -> sales.confirmed(caller, customer, line(product, "1"))).toList();
        List<UUID> drafts = IntStream.range(0, 50).mapToObj(_ -> sales.draft(caller, customer, line(product, "1"))).toList();
        fixtures.stock(caller, product, "30", "30.00");
        List<UUID> runs = IntStream.range(0, 2).mapToObj(_ -> tasks.enqueue(caller, Wish.of(goods(product)))).toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(12)) {
            List<CompletableFuture<String>> all = new ArrayList<>();
            for (int i = 0; i < drafts.size(); i++) {
                UUID draft = drafts.get(i);
                all.add(CompletableFuture.supplyAsync(() -> confirm(draft), threads));
                if (i % 20 == 5) {
                    UUID run = runs.get(i / 20 % 2);
                    all.add(CompletableFuture.supplyAsync(() -> tasks.attempt(caller, run).state(), threads));
                }
            }
            all.forEach(one -> assertTrue(List.of("confirmed", "done").contains(one.join()), one::join));
        }
        fill(product);
        assertEquals(List.of("30 / 30"), sales.counters(caller, product));
        assertEquals(30, IntStream.range(0, 70).filter(i -> reserved(i < 20 ? waiting.get(i) : drafts.get(i - 20)).equals("1")).count());
        assertEquals(List.of(), fixtures.in(caller, StockInvariants::broken));
    }

    /** Compares with an allotment in plain Java, over random orders and stock that comes bit by bit. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void servesAsTheRuleSays(long seed) {
        Random random = new Random(seed);
        Map<UUID, Expected> expected = new LinkedHashMap<>();
        for (int i = 0; i < 12; i++) {
            int quantity = 1 + random.nextInt(5);
            LocalDate wanted = LocalDate.parse("2026-12-01").plusDays(random.nextInt(4));
            Reservation mode = random.nextInt(3) == 0 ? Reservation.ALL : Reservation.PARTIAL;
            UUID order = mode == Reservation.ALL ? wantingAll(wanted.toString(), line(product, Integer.toString(quantity)))
                    : wanting(wanted.toString(), line(product, Integer.toString(quantity)));
            expected.put(order, new Expected(i, wanted, mode, quantity, 0));
        }
        int free = 0;
        for (int i = 0; i < 5; i++) {
            int more = 1 + random.nextInt(8);
            fixtures.stock(caller, product, Integer.toString(more), "1.00");
            free += more;
            for (Map.Entry<UUID, Expected> one : expected.entrySet().stream().sorted(Comparator.comparing(
                    (Map.Entry<UUID, Expected> entry) -> entry.getValue().wanted).thenComparing(entry -> entry.getValue().n)).toList()) {
                int given = one.getValue().gets(free);
                free -= given;
                expected.put(one.getKey(), one.getValue().with(given));
            }
            fill(product);
            expected.forEach((order, one) -> assertEquals(Integer.toString(one.reserved), reserved(order), () -> seed + ": " + one));
        }
        assertEquals(List.of(), fixtures.in(caller, StockInvariants::broken));
    }

    private record Expected(int n, LocalDate wanted, Reservation mode, int quantity, int reserved) {

        int gets(int free) {
            int missing = quantity - reserved;
            return mode == Reservation.ALL && free < missing ? 0 : Math.min(free, missing);
        }

        Expected with(int given) {
            return new Expected(n, wanted, mode, quantity, reserved + given);
        }
    }

    private FillBackorders goods(UUID what) {
        return new FillBackorders(what, fixtures.value(caller, UUID.class, "select id from inventory.locations where code = 'MAIN'"));
    }

    private TaskRuns.Row fill(UUID what) {
        TaskRuns.Row row = tasks.run(caller, goods(what));
        assertEquals("done", row.state(), row::toString);
        return row;
    }

    private String confirm(UUID draft) {
        return fixtures.in(caller, tx -> {
            orders.confirm(tx, Order.lock(tx, draft), Reservation.PARTIAL);
            return "confirmed";
        });
    }

    private UUID wanting(String day, OrderLine... lines) {
        return place(SalesFixtures.ORDERED, LocalDate.parse(day), Reservation.PARTIAL, lines);
    }

    /** An order that was confirmed with all its goods, and has lost them since. */
    private UUID wantingAll(String day, OrderLine... lines) {
        UUID order = wanting(day, lines);
        fixtures.in(caller, tx -> {
            tx.write("update sales.orders set reservation = 'all' where company_id = ? and id = ?", tx.company(), order);
            return null;
        });
        return order;
    }

    private UUID place(LocalDate ordered, @Nullable LocalDate wanted, Reservation reservation, OrderLine... lines) {
        return fixtures.in(caller, tx -> orders.place(tx, new Orders.Wish(customer, ordered, wanted, "MAIN", null, null, null,
                Arrays.asList(lines)), reservation)).id();
    }

    private String reserved(UUID order) {
        return fixtures.value(caller, BigDecimal.class, """
                select coalesce(sum(quantity), 0) from inventory.reservations where source_id = ? and state = 'reserved'""", order)
                .stripTrailingZeros().toPlainString();
    }
}
