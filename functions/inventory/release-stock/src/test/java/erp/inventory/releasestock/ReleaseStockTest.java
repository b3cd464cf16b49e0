package erp.inventory.releasestock;

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
class ReleaseStockTest {

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
        fixtures.stock(caller, product, "10", "10.00");
    }

    @Test
    void reservedGoodsAreFreeAgainOnce() {
        UUID id = reserve(Reservations.FREE);
        Api.Answer answer = release(id).expect(200);
        assertEquals("released", answer.at("/state"));
        assertEquals("4", answer.at("/quantity"));
        assertEquals("\"2\"", answer.header("ETag"));
        assertEquals(new BigDecimal("0"), reserved());
        Api.Answer again = release(id).expect(409, "reservation_state");
        assertEquals("The reservation is released.", again.at("/detail"));
        assertEquals(new BigDecimal("0"), reserved());
    }

    @Test
    void whatIsFreeIsForOrdersThatWait() {
        UUID id = reserve(Reservations.FREE);
        sales.confirmed(caller, fixtures.customer(caller, "Kunde", "DE"), SalesFixtures.line(product, "7"));
        release(id).expect(200);
        assertEquals(List.of("A1 MAIN"), sales.arrivals(caller));
    }

    @Test
    void whatAnOrderReservedIsReleasedByTheOrder() {
        UUID id = reserve("sales_order");
        release(id).expect(409, "reservation_of_document");
        assertEquals(new BigDecimal("4"), reserved());
    }

    @Test
    void refusesWhoHasNotSeenItAsItIs() {
        UUID id = reserve(Reservations.FREE);
        api.as(caller).write("POST", path(id), null, "stale", "If-Match", "\"7\"").expect(412, "version_stale");
        api.as(caller).write("POST", path(id), null, "fresh", "If-Match", "\"1\"").expect(200);
    }

    @Test
    void anotherCompanysReservationDoesNotExist() {
        UUID id = reserve(Reservations.FREE);
        api.as(fixtures.company()).post(path(id), null).expect(404, "not_found");
        release(UUID.randomUUID()).expect(404, "not_found");
    }

    @Test
    void ofManyWhoReleaseOneSucceeds() {
        UUID id = reserve(Reservations.FREE);
        List<Api.Answer> answers = api.as(caller).parallel(20, i -> api.as(caller).request("POST", path(id), null, "release-" + i));
        assertEquals(1, answers.stream().filter(answer -> answer.status() == 200).count());
        answers.stream().filter(answer -> answer.status() != 200).forEach(answer -> answer.expect(409, "reservation_state"));
        assertEquals(new BigDecimal("0"), reserved());
    }

    private UUID reserve(String source) {
        return fixtures.in(caller, tx -> {
            Location main = locations.storage(tx, "MAIN");
            return Reservations.reserve(tx, Reservations.lock(tx, main.id(), List.of(product)).get(),
                    List.of(new Reservations.Wish(1, product, new BigDecimal("4"))), true, source, UUID.randomUUID()).getFirst().id();
        });
    }

    private static String path(UUID id) {
        return "/api/v1/stock-reservations/" + id + "/release";
    }

    private Api.Answer release(UUID id) {
        return api.as(caller).post(path(id), null);
    }

    private BigDecimal reserved() {
        return fixtures.value(caller, BigDecimal.class, "select reserved from inventory.balances where product_id = ?", product);
    }
}
