package erp.sales.cancelorder;

import static erp.testing.SalesFixtures.line;
import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.SalesFixtures;
import erp.testing.StockInvariants;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class CancelOrderTest {

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
    void givesTheGoodsBack() {
        UUID order = sales.confirmed(caller, customer, line(product, "7"));
        assertEquals(List.of("10 / 7"), sales.counters(caller, product));
        Api.Answer answer = cancel(order).expect(200);
        assertEquals("cancelled", answer.at("/state"));
        assertEquals("\"2\"", answer.header("ETag"));
        assertEquals(List.of("10 / 0"), sales.counters(caller, product));
        assertEquals("Kunde will nicht mehr",
                fixtures.value(caller, String.class, "select cancel_reason from sales.orders where id = ?", order));
        assertEquals(List.of(), fixtures.in(caller, StockInvariants::broken));
        assertEquals("The order is cancelled.", cancel(order).expect(409, "order_state").at("/detail"));
    }

    @Test
    void givesThemToOrdersThatWait() {
        UUID order = sales.confirmed(caller, customer, line(product, "7"));
        UUID alone = sales.confirmed(caller, customer, line(product, "3"));
        cancel(alone).expect(200);
        assertEquals(List.of(), sales.arrivals(caller), "nobody waits");
        sales.confirmed(caller, customer, line(product, "4"));
        cancel(order).expect(200);
        assertEquals(List.of("A1 MAIN"), sales.arrivals(caller));
    }

    @Test
    void cancelsADraft() {
        cancel(sales.draft(caller, customer, line(product, "7"))).expect(200);
        assertEquals(List.of("10 / 0"), sales.counters(caller, product));
    }

    @Test
    void keepsWhatIsDeliveredPlannedOrInvoiced() {
        UUID planned = sales.confirmed(caller, customer, line(product, "3"));
        sales.delivery(caller, planned, "2.0");
        Api.Answer refused = cancel(planned).expect(409, "already_delivered");
        assertEquals("Line 1: 2 have been delivered or are being delivered.", refused.at("/detail"));
        UUID delivered = sales.confirmed(caller, customer, line(product, "3"));
        sales.note(caller, delivered, "1", "0");
        sales.state(caller, delivered, "partly_delivered");
        cancel(delivered).expect(409, "already_delivered");
        UUID invoiced = sales.confirmed(caller, customer, line(product, "3"));
        sales.note(caller, invoiced, "0", "1");
        cancel(invoiced).expect(409, "already_invoiced");
        assertEquals(List.of("10 / 9"), sales.counters(caller, product));
    }

    @Test
    void refusesWhatCannotBeCancelled() {
        cancel(UUID.randomUUID()).expect(404, "not_found");
        UUID order = sales.draft(caller, customer, line(product, "1"));
        api.as(caller).write("POST", path(order), "{\"reason\": \"x\"}", "stale", "If-Match", "\"9\"").expect(412, "version_stale");
        api.as(caller).post(path(order), "{\"reason\": \" \"}").expect(422);
        api.as(caller).post(path(order), "{}").expect(400, "missing_field");
        sales.state(caller, order, "delivered");
        cancel(order).expect(409, "order_state");
    }

    @Test
    void isDoneOnceByMany() {
        UUID order = sales.confirmed(caller, customer, line(product, "7"));
        List<Api.Answer> answers = api.as(caller).parallel(20,
                i -> api.as(caller).request("POST", path(order), "{\"reason\": \"x\"}", "many-" + i));
        assertEquals(1, answers.stream().filter(answer -> answer.status() == 200).count());
        answers.stream().filter(answer -> answer.status() != 200).forEach(answer -> answer.expect(409, "order_state"));
        assertEquals(List.of("10 / 0"), sales.counters(caller, product));
    }

    private Api.Answer cancel(UUID order) {
        return api.as(caller).post(path(order), "{\"reason\": \"Kunde will nicht mehr\"}");
    }

    private static String path(UUID order) {
        return "/api/v1/sales-orders/" + order + "/cancel";
    }
}
