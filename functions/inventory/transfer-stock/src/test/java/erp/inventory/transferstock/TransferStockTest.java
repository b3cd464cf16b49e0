package erp.inventory.transferstock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.security.Caller;
import erp.stock.Location;
import erp.stock.Locations;
import erp.stock.Reservations;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.SalesFixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class TransferStockTest {

    private static final String PATH = "/api/v1/stock-transfers";

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    SalesFixtures sales;
    @Inject
    Locations locations;
    private Caller caller;
    private UUID product;

    @BeforeEach
    void stock() {
        caller = fixtures.company();
        product = fixtures.product(caller, "A1", "10.00");
        fixtures.stock(caller, product, "10", "100.00");
    }

    @Test
    void movesGoodsAndNoValue() {
        Api.Answer answer = post("MAIN", "SHOP", line(product, "4", "")).expect(201);
        assertEquals(PATH + "/" + answer.at("/id"), answer.header("Location"));
        assertEquals("4", answer.at("/lines/0/quantity"));
        assertEquals(List.of("MAIN  6", "SHOP  4"), places());
        assertEquals(1L, count("inventory.value_layers"));
        assertEquals(1L, count("ledger.entries"));
    }

    @Test
    void whatComesIsForOrdersThatWait() {
        sales.confirmed(caller, fixtures.customer(caller, "Kunde", "DE"), SalesFixtures.line(product, "10"),
                SalesFixtures.line(product, "1"));
        fixtures.in(caller, tx -> {
            tx.write("""
                    update sales.orders set location_id = (select id from inventory.locations where company_id = ? and code = 'SHOP')
                     where company_id = ?""", tx.company(), tx.company());
            tx.write("update inventory.balances set reserved = 0 where company_id = ?", tx.company());
            return null;
        });
        post("MAIN", "SHOP", line(product, "4", "")).expect(201);
        assertEquals(List.of("A1 SHOP"), sales.arrivals(caller));
        post("SHOP", "MAIN", line(product, "4", "")).expect(201);
        assertEquals(List.of("A1 SHOP"), sales.arrivals(caller), "nobody waits for it there");
    }

    @Test
    void movesTheLotThatIsNamed() {
        UUID lots = fixtures.product(caller, "L1", "10.00", "average", "lot");
        fixtures.stock(caller, lots, "X", "3", "3.00");
        post("MAIN", "SHOP", line(lots, "1", "")).expect(422, "lot_required");
        Api.Answer wrong = post("MAIN", "SHOP", line(lots, "1", ", \"lot\": \"Y\"")).expect(409, "insufficient_stock");
        assertEquals("Of product L1 only 0 can leave.", wrong.at("/detail"));
        post("MAIN", "SHOP", line(lots, "1", ", \"lot\": \"X\"")).expect(201);
        assertEquals(List.of("MAIN  10", "MAIN X 2", "SHOP X 1"), places());
    }

    @Test
    void movesNothingWhenOneLineIsTooMuch() {
        UUID other = fixtures.product(caller, "B2", "10.00");
        fixtures.stock(caller, other, "1", "1.00");
        Api.Answer answer = post("MAIN", "SHOP", line(product, "10", "") + ", " + line(other, "2", "")).expect(409, "insufficient_stock");
        assertEquals("Of product B2 only 1 can leave.", answer.at("/detail"));
        assertEquals(List.of("MAIN  10", "MAIN  1"), places());
        assertEquals(2L, count("inventory.moves"));
        assertEquals(0L, count("inventory.transfers"));
    }

    @Test
    void leavesWhatIsReserved() {
        fixtures.in(caller, tx -> {
            Location main = locations.storage(tx, "MAIN");
            return Reservations.reserve(tx, Reservations.lock(tx, main.id(), List.of(product)).get(),
                    List.of(new Reservations.Wish(1, product, new BigDecimal("7"))), true, Reservations.FREE, UUID.randomUUID());
        });
        Api.Answer answer = post("MAIN", "SHOP", line(product, "4", "")).expect(409, "insufficient_stock");
        assertEquals("Of product A1 only 3 can leave.", answer.at("/detail"));
        post("MAIN", "SHOP", line(product, "3", "")).expect(201);
    }

    @Test
    void refusesWhatCannotBe() {
        Api.Answer same = post("MAIN", "MAIN", line(product, "1", "")).expect(422, "same_location");
        assertEquals("/to", same.at("/errors/0/pointer"));
        post("MAIN", "NOWHERE", line(product, "1", "")).expect(422, "unknown_location");
        post("MAIN", "~customer", line(product, "1", "")).expect(422, "unknown_location");
        post("MAIN", "SHOP", line(product, "0.5", "")).expect(422, "quantity_fraction");
        post("MAIN", "SHOP", line(UUID.randomUUID(), "1", "")).expect(422, "unknown_stock_product");
        post("MAIN", "SHOP", line(product, "1", ", \"lot\": \"L\"")).expect(422, "lot_required");
        api.as(caller).post(PATH, "{\"from\": \"MAIN\", \"lines\": [" + line(product, "1", "") + "]}").expect(400, "missing_field");
        fixtures.in(caller, tx -> {
            tx.write("insert into ledger.periods (company_id, id, state, stock_state) values (?, '2026-03', 'open', 'closed')",
                    tx.company());
            return null;
        });
        api.as(caller).post(PATH, "{\"from\": \"MAIN\", \"to\": \"SHOP\", \"date\": \"2026-03-10\", \"lines\": ["
                + line(product, "1", "") + "]}")
                .expect(409, "period_closed");
    }

    @Test
    void transfersInOppositeDirectionsNeverBlockEachOther() {
        UUID other = fixtures.product(caller, "B2", "10.00");
        fixtures.stock(caller, other, "10", "100.00");
        post("MAIN", "SHOP", line(product, "5", "") + ", " + line(other, "5", "")).expect(201);
        List<Api.Answer> answers = api.as(caller).parallel(100, i -> api.as(caller).request("POST", PATH, i % 2 == 0
                ? body("MAIN", "SHOP", line(product, "1", "") + ", " + line(other, "1", ""))
                : body("SHOP", "MAIN", line(other, "1", "") + ", " + line(product, "1", "")), "there-and-back-" + i));
        answers.forEach(answer -> {
            if (answer.status() != 201) {
                answer.expect(409, "insufficient_stock");
            }
        });
        assertEquals(0L, fixtures.value(caller, Long.class, """
                select count(*) from inventory.balances b where b.on_hand <>
                       (select sum(case when m.to_location = b.location_id then m.quantity else -m.quantity end) from inventory.moves m
                         where m.product_id = b.product_id and b.location_id in (m.from_location, m.to_location))"""));
        assertEquals(new BigDecimal("20"), fixtures.value(caller, BigDecimal.class, "select sum(on_hand) from inventory.balances"));
    }

    private Api.Answer post(String from, String to, String lines) {
        return api.as(caller).post(PATH, body(from, to, lines));
    }

    private static String body(String from, String to, String lines) {
        return "{\"from\": \"%s\", \"to\": \"%s\", \"lines\": [%s]}".formatted(from, to, lines);
    }

    private static String line(UUID product, String quantity, String more) {
        return "{\"productId\": \"%s\", \"quantity\": \"%s\"%s}".formatted(product, quantity, more);
    }

    private List<String> places() {
        return fixtures.in(caller, tx -> tx.list(String.class, """
                select l.code || ' ' || b.lot || ' ' || b.on_hand from inventory.balances b
                  join products.products p on p.company_id = b.company_id and p.id = b.product_id
                  join inventory.locations l on l.company_id = b.company_id and l.id = b.location_id
                 where b.company_id = ? order by p.number, l.code, b.lot""", tx.company()));
    }

    private long count(String table) {
        return fixtures.value(caller, Long.class, "select count(*) from " + table);
    }
}
