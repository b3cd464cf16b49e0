package erp.sales.placeorder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class PlaceOrderTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;

    @Test
    void placesAtTheListPrice() {
        Caller caller = fixtures.company();
        UUID customer = fixtures.customer(caller, "Kunde", "DE");
        UUID product = fixtures.product(caller, "A1", "10.00");
        Api.Answer answer = api.as(caller).post("/api/v1/sales-orders", """
                {"partnerId": "%s", "orderDate": "2026-11-02", "lines": [{"productId": "%s", "quantity": "3"}]}""".formatted(customer, product))
                .expect(201);
        assertEquals("30.00", answer.at("/net"));
        assertEquals("5.70", answer.at("/tax"));
        assertEquals("35.70", answer.at("/gross"));
        assertEquals("draft", answer.at("/state"));
        assertEquals("/api/v1/sales-orders/" + answer.at("/id"), answer.header("Location"));
        assertEquals("\"1\"", answer.header("ETag"));
    }

    @Test
    void confirmsAndReservesWhatIsThere() {
        Caller caller = fixtures.company();
        UUID customer = fixtures.customer(caller, "Kunde", "DE");
        UUID product = fixtures.product(caller, "A1", "10.00");
        fixtures.stock(caller, product, "2", "14.00");
        Api.Answer answer = api.as(caller).post("/api/v1/sales-orders", """
                {"partnerId": "%s", "confirm": true, "lines": [{"productId": "%s", "quantity": "3"}]}""".formatted(customer, product)).expect(201);
        assertEquals("confirmed", answer.at("/state"));
        assertEquals("2", answer.at("/lines/0/reserved"));
        api.as(caller).post("/api/v1/sales-orders", """
                {"partnerId": "%s", "confirm": true, "reservation": "all", "lines": [{"productId": "%s", "quantity": "3"}]}"""
                .formatted(customer, product)).expect(409, "not_available");
    }
}
