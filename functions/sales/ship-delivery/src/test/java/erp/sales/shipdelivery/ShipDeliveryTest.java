package erp.sales.shipdelivery;

import static erp.testing.SalesFixtures.line;
import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.SalesFixtures;
import erp.testing.StockInvariants;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class ShipDeliveryTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    SalesFixtures sales;
    private Caller caller;
    private UUID customer;
    private UUID product;

    @BeforeEach
    void stock() {
        caller = fixtures.company();
        customer = fixtures.customer(caller, "Kunde", "DE");
        product = fixtures.product(caller, "A1", "10.00");
        fixtures.stock(caller, product, "10", "70.00");
    }

    @Test
    void movesTheGoodsAndPostsTheirCost() {
        UUID order = sales.confirmed(caller, customer, line(product, "4"));
        UUID delivery = sales.delivery(caller, order, "4");
        sql("update sales.deliveries set number = 'DN-7' where company_id = ? and id = ?", caller.company(), delivery);
        Api.Answer answer = ship(delivery).expect(200);
        assertEquals("shipped", answer.at("/state"));
        assertEquals("\"2\"", answer.header("ETag"));
        assertEquals(List.of("6 / 0"), sales.counters(caller, product));
        assertEquals(List.of("4"), sales.moves(caller, delivery));
        assertEquals("delivered", sales.state(caller, order));
        assertEquals("""
                2024-01-01 stock_adjustment | Opening stock
                    1140  Goods in stock                                   70.00
                    9000  Balances carried forward: general ledger                       70.00

                2026-11-05 delivery | Warenausgang DN-7
                    5881  Changes in stocks of goods                       28.00
                    1140  Goods in stock                                                 28.00
                """, fixtures.journal(caller));
        assertEquals(List.of(), fixtures.in(caller, StockInvariants::broken));
        assertEquals(1L, fixtures.value(caller, Long.class, "select count(*) from inventory.reservations where state = 'consumed'"));
        assertEquals(1L, fixtures.value(caller, Long.class,
                "select count(*) from sales.deliveries where entry_id is not null and ship_date = '2026-11-05'"));
        assertEquals("{\"source\": {\"id\": \"" + delivery + "\", \"type\": \"delivery\"}}", fixtures.value(caller, String.class,
                "select args::text from tasks.tasks where kind = 'render-document' and document = 'deliveries/' || ?", delivery));
    }

    @Test
    void shipsNothingWhenTooLittleIsThere() {
        UUID order = sales.confirmed(caller, customer, line(product, "11"));
        UUID delivery = sales.delivery(caller, order, "11");
        Api.Answer refused = ship(delivery).expect(409, "insufficient_stock");
        assertEquals("/lines/0/quantity", refused.at("/errors/0/pointer"));
        assertEquals(List.of("10 / 10"), sales.counters(caller, product));
        assertEquals(List.of(), sales.moves(caller, delivery));
        assertEquals("confirmed", sales.state(caller, order));
        assertEquals(List.of(), fixtures.in(caller, StockInvariants::broken));
    }

    @Test
    void takesNothingThatIsPromisedToOthers() {
        sales.confirmed(caller, customer, line(product, "8"));
        UUID order = sales.confirmed(caller, customer, line(product, "3"));
        ship(sales.delivery(caller, order, "3")).expect(409, "insufficient_stock");
        ship(sales.delivery(caller, order, "2")).expect(200);
        assertEquals(List.of("8 / 8"), sales.counters(caller, product));
    }

    @Test
    void shipsAnOrderInParts() {
        UUID order = sales.confirmed(caller, customer, line(product, "10"));
        ship(sales.delivery(caller, order, "3")).expect(200);
        assertEquals("partly_delivered", sales.state(caller, order));
        assertEquals(List.of("7 / 7"), sales.counters(caller, product));
        ship(sales.delivery(caller, order, "7")).expect(200);
        assertEquals("delivered", sales.state(caller, order));
        assertEquals(List.of("0 / 0"), sales.counters(caller, product));
        assertEquals(List.of(), fixtures.in(caller, StockInvariants::broken));
    }

    @Test
    void closesAnOrderThatIsInvoicedAlready() {
        UUID order = sales.confirmed(caller, customer, line(product, "2"));
        sales.note(caller, order, "0", "2");
        ship(sales.delivery(caller, order, "2")).expect(200);
        assertEquals("closed", sales.state(caller, order));
    }

    @Test
    void shipsOnceForMany() {
        UUID order = sales.confirmed(caller, customer, line(product, "2"));
        UUID delivery = sales.delivery(caller, order, "2");
        List<Api.Answer> answers = api.as(caller).parallel(20, i -> api.as(caller).request("POST", path(delivery), "{}", "ship-" + i));
        assertEquals(1, answers.stream().filter(answer -> answer.status() == 200).count());
        answers.stream().filter(answer -> answer.status() != 200).forEach(answer -> answer.expect(409, "delivery_state"));
        assertEquals(List.of("8 / 0"), sales.counters(caller, product));
    }

    @Test
    void takesLotsThatAreReservedOrNamed() {
        UUID lots = fixtures.product(caller, "L1", "10.00", "fifo", "lot");
        fixtures.stock(caller, lots, "X", "3", "3.00");
        fixtures.stock(caller, lots, "Y", "3", "6.00");
        UUID order = sales.confirmed(caller, customer, line(lots, "4"));
        UUID delivery = sales.delivery(caller, order, "4");
        ship(delivery).expect(200);
        assertEquals(List.of("3 X", "1 Y"), sales.moves(caller, delivery));
        assertEquals(List.of("X: 0 / 0", "Y: 2 / 0"), sales.counters(caller, lots));
        fixtures.stock(caller, lots, "X", "2", "2.00");
        UUID other = sales.confirmed(caller, customer, line(lots, "2"));
        assertEquals(List.of("X: 2 / 2", "Y: 2 / 0"), sales.counters(caller, lots));
        sales.state(caller, sales.draft(caller, customer, line(lots, "1")), "confirmed");
        UUID named = sales.delivery(caller, other, 1, "2", "Y");
        ship(named).expect(200);
        assertEquals(List.of("2 Y"), sales.moves(caller, named));
        // The order has got all it wanted: what was reserved for it in the other lot is there for others.
        assertEquals(List.of("L1 MAIN"), sales.arrivals(caller));
        assertEquals(List.of("X: 2 / 0", "Y: 0 / 0"), sales.counters(caller, lots));
        assertEquals(List.of(), fixtures.in(caller, StockInvariants::broken));
    }

    @Test
    void takesSerialNumbersPieceByPiece() {
        UUID serials = fixtures.product(caller, "N1", "10.00", "fifo", "serial");
        fixtures.stock(caller, serials, "S1", "1", "5.00");
        fixtures.stock(caller, serials, "S2", "1", "7.00");
        fixtures.stock(caller, serials, "S3", "1", "9.00");
        UUID order = sales.confirmed(caller, customer, line(serials, "2"));
        UUID delivery = sales.delivery(caller, order, "2");
        ship(delivery).expect(200);
        assertEquals(List.of("1 S1", "1 S2"), sales.moves(caller, delivery));
        assertEquals(List.of("S1: 0 / 0", "S2: 0 / 0", "S3: 1 / 0"), sales.counters(caller, serials));
        assertEquals(List.of(), fixtures.in(caller, StockInvariants::broken));
    }

    @Test
    void refusesLotsThatNobodyNamed() {
        UUID lots = fixtures.product(caller, "L1", "10.00", "fifo", "lot");
        UUID order = sales.confirmed(caller, customer, line(lots, "1"));
        fixtures.stock(caller, lots, "X", "3", "3.00");
        ship(sales.delivery(caller, order, "1")).expect(422, "lot_required");
    }

    @Test
    void refusesWhatCannotBeShipped() {
        UUID order = sales.confirmed(caller, customer, line(product, "4"));
        UUID delivery = sales.delivery(caller, order, "2");
        ship(UUID.randomUUID()).expect(404, "not_found");
        api.as(caller).write("POST", path(delivery), "{}", "stale", "If-Match", "\"2\"").expect(412, "version_stale");
        api.as(caller).post(path(delivery), "{\"date\": \"2023-12-31\"}").expect(422, "date_out_of_books");
        api.as(caller).post(path(delivery), "{\"date\": \"" + LocalDate.now().plusDays(2) + "\"}").expect(422, "date_ahead");
        sql("insert into ledger.periods (company_id, id, state, stock_state) values (?, '2026-10', 'open', 'closed')", caller.company());
        api.as(caller).post(path(delivery), "{\"date\": \"2026-10-10\"}").expect(409, "period_closed");
        assertEquals(List.of("10 / 4"), sales.counters(caller, product));
        ship(delivery).expect(200);
        ship(delivery).expect(409, "delivery_state");
        // A document that is not there is not there, whatever else is wrong.
        api.as(caller).post(path(UUID.randomUUID()), "{\"date\": \"2023-12-31\"}").expect(404, "not_found");
    }

    private Api.Answer ship(UUID delivery) {
        return api.as(caller).post(path(delivery), "{\"date\": \"2026-11-05\"}");
    }

    private static String path(UUID delivery) {
        return "/api/v1/deliveries/" + delivery + "/ship";
    }

    private void sql(String statement, Object... args) {
        fixtures.in(caller, tx -> {
            tx.write(statement, args);
            return null;
        });
    }
}
