package erp.inventory.reservestock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class ReserveStockTest {

    private static final String PATH = "/api/v1/stock-reservations";

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    private Caller caller;

    @BeforeEach
    void company() {
        caller = fixtures.company();
    }

    @Test
    void reservesLotByLotAndTellsEach() {
        UUID product = fixtures.product(caller, "L1", "10.00", "fifo", "lot");
        fixtures.stock(caller, product, "A", "2", "2.00");
        fixtures.stock(caller, product, "B", "5", "5.00");
        Api.Answer answer = post(line(product, "4", "")).expect(201);
        assertEquals(2, answer.body().at("/reservations").size());
        assertEquals("A", answer.at("/reservations/0/lot"));
        assertEquals("2", answer.at("/reservations/0/quantity"));
        assertEquals("B", answer.at("/reservations/1/lot"));
        assertEquals("2", answer.at("/reservations/1/quantity"));
        assertEquals("reserved", answer.at("/reservations/1/state"));
        // A reservation has an address; the request that made several of them has none.
        assertNull(answer.header("Location"));
        assertEquals(List.of("A 2 2", "B 5 2"), counters());
    }

    @Test
    void reservesTheLotThatIsNamed() {
        UUID product = fixtures.product(caller, "L1", "10.00", "fifo", "lot");
        fixtures.stock(caller, product, "A", "2", "2.00");
        fixtures.stock(caller, product, "B", "5", "5.00");
        post(line(product, "3", ", \"lot\": \"B\"")).expect(201);
        Api.Answer answer = post(line(product, "3", ", \"lot\": \"B\"")).expect(409, "not_available");
        assertEquals("Only 2 can still be reserved.", answer.at("/detail"));
        assertEquals(List.of("A 2 0", "B 5 3"), counters());
    }

    @Test
    void reservesAllLinesOrNone() {
        UUID product = fixtures.product(caller, "A1", "10.00");
        UUID other = fixtures.product(caller, "B2", "10.00");
        fixtures.stock(caller, product, "10", "10.00");
        fixtures.stock(caller, other, "3", "3.00");
        Api.Answer answer = post(line(product, "10", "") + ", " + line(other, "4", "")).expect(409, "not_available");
        assertEquals("/lines/1/quantity", answer.at("/errors/0/pointer"));
        assertEquals("Only 3 can still be reserved.", answer.at("/errors/0/detail"));
        assertEquals(List.of(" 10 0", " 3 0"), counters());
        assertEquals(0L, fixtures.value(caller, Long.class, "select count(*) from inventory.reservations"));
    }

    @Test
    void refusesWhatCannotBe() {
        UUID piece = fixtures.product(caller, "A1", "10.00");
        UUID serial = fixtures.product(caller, "S1", "10.00", "fifo", "serial", "KGM");
        UUID foreign = fixtures.product(fixtures.company(), "A1", "10.00");
        post(line(foreign, "1", "")).expect(422, "unknown_stock_product");
        post(line(piece, "0.5", "")).expect(422, "quantity_fraction");
        post(line(serial, "0.5", "")).expect(422, "serial_is_one");
        post(line(piece, "1", ", \"lot\": \"L\"")).expect(422, "lot_required");
        post(line(piece, "-1", "")).expect(422, "range");
        post(line(piece, "1", "")).expect(409, "not_available");
        api.as(caller).post(PATH, "{\"location\": \"NOWHERE\", \"lines\": [" + line(piece, "1", "") + "]}").expect(422, "unknown_location");
    }

    @Test
    void of200WhoWantTheLast10ExactlyTheseGetThem() {
        UUID product = fixtures.product(caller, "A1", "10.00");
        fixtures.stock(caller, product, "10", "10.00");
        List<Api.Answer> answers = api.as(caller).parallel(200, i ->
                api.as(caller).request("POST", PATH, "{\"lines\": [" + line(product, "1", "") + "]}", "want-" + i));
        assertEquals(10, answers.stream().filter(answer -> answer.status() == 201).count());
        answers.stream().filter(answer -> answer.status() != 201).forEach(answer -> {
            answer.expect(409, "not_available");
            assertEquals("Only 0 can still be reserved.", answer.at("/detail"));
        });
        assertEquals(List.of(" 10 10"), counters());
        assertEquals(10L, fixtures.value(caller, Long.class, "select count(*) from inventory.reservations where state = 'reserved'"));
    }

    @Test
    void manyWhoWantSeveralProductsInAnyOrderNeverBlockEachOther() {
        List<UUID> products = List.of(fixtures.product(caller, "A1", "1.00"), fixtures.product(caller, "B2", "1.00"),
                fixtures.product(caller, "C3", "1.00"));
        products.forEach(product -> fixtures.stock(caller, product, "30", "30.00"));
        List<Api.Answer> answers = api.as(caller).parallel(60, i -> api.as(caller).request("POST", PATH, "{\"lines\": ["
                + line(products.get(i % 3), "1", "") + ", " + line(products.get((i + 1 + i / 30) % 3), "1", "") + "]}", "several-" + i));
        answers.forEach(answer -> {
            if (answer.status() != 201) {
                answer.expect(409, "not_available");
            }
        });
        long succeeded = answers.stream().filter(answer -> answer.status() == 201).count();
        assertEquals(2 * succeeded, (long) fixtures.value(caller, Long.class, "select sum(reserved)::bigint from inventory.balances"));
    }

    private Api.Answer post(String lines) {
        return api.as(caller).post(PATH, "{\"lines\": [" + lines + "]}");
    }

    private static String line(UUID product, String quantity, String more) {
        return "{\"productId\": \"%s\", \"quantity\": \"%s\"%s}".formatted(product, quantity, more);
    }

    private List<String> counters() {
        return fixtures.in(caller, tx -> tx.list(String.class, """
                select b.lot || ' ' || b.on_hand || ' ' || b.reserved from inventory.balances b
                  join products.products p on p.company_id = b.company_id and p.id = b.product_id
                 where b.company_id = ? order by p.number, b.lot""", tx.company()));
    }
}
