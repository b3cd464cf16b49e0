package erp.sales.canceldelivery;

import static erp.testing.SalesFixtures.line;
import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.sales.Order;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.SalesFixtures;
import erp.testing.StockInvariants;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class CancelDeliveryTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    SalesFixtures sales;
    private Caller caller;
    private UUID product;
    private UUID order;
    private UUID id;

    @BeforeEach
    void delivery() {
        caller = fixtures.company();
        product = fixtures.product(caller, "A1", "10.00");
        fixtures.stock(caller, product, "10", "70.00");
        order = sales.confirmed(caller, fixtures.customer(caller, "Kunde", "DE"), line(product, "4"));
        id = sales.delivery(caller, order, "4");
    }

    private Api.Answer cancel(String... headers) {
        return api.as(caller).write("POST", "/api/v1/deliveries/" + id + "/cancel", "{}", UUID.randomUUID().toString(), headers);
    }

    @Test
    void whatWasPlannedCanBePlannedAgain() {
        Api.Answer answer = cancel().expect(200);
        assertEquals("cancelled", answer.at("/state"));
        assertEquals("\"2\"", answer.header("ETag"));
        Order.Line open = fixtures.in(caller, tx -> Order.lines(tx, List.of(order))).getFirst();
        assertEquals(0, open.open().compareTo(new BigDecimal("4")));
        // The goods stay reserved for the order.
        assertEquals(List.of("10 / 4"), sales.counters(caller, product));
        assertEquals(List.of(), fixtures.in(caller, StockInvariants::broken));
    }

    @Test
    void aDeliveryIsGivenUpOnce() {
        cancel().expect(200);
        cancel().expect(409, "delivery_state");
    }

    @Test
    void honoursTheVersionWhenItIsNamed() {
        cancel("If-Match", "\"9\"").expect(412, "version_stale");
        cancel("If-Match", "\"1\"").expect(200);
    }

    @Test
    void findsNothingOfAnotherCompany() {
        caller = fixtures.company();
        cancel().expect(404, "not_found");
    }
}
