package erp.sales.createdelivery;

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
class CreateDeliveryTest {

    private static final String PATH = "/api/v1/deliveries";

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
    void plansWhatIsReserved() {
        UUID first = sales.confirmed(caller, customer, line(product, "4"));
        UUID second = sales.confirmed(caller, customer, line(product, "8"));
        Api.Answer answer = api.as(caller).post(PATH, """
                {"orderIds": ["%s", "%s", "%s"], "plannedDate": "2026-11-05"}""".formatted(first, second, first)).expect(201);
        assertEquals("draft", answer.at("/state"));
        assertEquals("2026-11-05", answer.at("/plannedDate"));
        assertEquals(PATH + "/" + answer.at("/id"), answer.header("Location"));
        assertEquals("\"1\"", answer.header("ETag"));
        assertEquals(2, answer.body().at("/lines").size());
        assertEquals(first.toString(), answer.at("/lines/0/orderId"));
        assertEquals("4", answer.at("/lines/0/quantity"));
        assertEquals("6", answer.at("/lines/1/quantity"));
        // Nothing moves before the goods leave, and what is planned is not planned again.
        assertEquals(List.of("10 / 10"), sales.counters(caller, product));
        create(first, null).expect(422, "nothing_to_deliver");
        assertEquals(List.of(), fixtures.in(caller, StockInvariants::broken));
    }

    @Test
    void plansPartsWithinWhatIsOpen() {
        UUID order = sales.confirmed(caller, customer, line(product, "10"));
        create(order, "6").expect(201);
        Api.Answer refused = create(order, "5").expect(422, "over_delivery");
        assertEquals("/lines/0/quantity", refused.at("/errors/0/pointer"));
        create(order, "4").expect(201);
        create(order, "1").expect(422, "over_delivery");
    }

    @Test
    void plansTheSameGoodsOnceForMany() {
        UUID order = sales.confirmed(caller, customer, line(product, "10"));
        List<Api.Answer> answers = api.as(caller).parallel(20,
                i -> api.as(caller).request("POST", PATH, "{\"orderIds\": [\"" + order + "\"]}", "twice-" + i));
        assertEquals(1, answers.stream().filter(answer -> answer.status() == 201).count());
        answers.stream().filter(answer -> answer.status() != 201).forEach(answer -> answer.expect(422, "nothing_to_deliver"));
        UUID other = sales.confirmed(caller, customer, line(product, "10"));
        List<Api.Answer> parts = api.as(caller).parallel(20, i -> api.as(caller).request("POST", PATH, """
                {"orderIds": ["%s"], "lines": [{"orderId": "%s", "orderLine": 1, "quantity": "3"}]}""".formatted(other, other),
                "part-" + i));
        assertEquals(3, parts.stream().filter(answer -> answer.status() == 201).count());
        parts.stream().filter(answer -> answer.status() != 201).forEach(answer -> answer.expect(422, "over_delivery"));
    }

    @Test
    void refusesOrdersThatDoNotGoTogether() {
        UUID order = sales.confirmed(caller, customer, line(product, "1"));
        UUID stranger = sales.confirmed(caller, fixtures.customer(caller, "Andere", "DE"), line(product, "1"));
        api.as(caller).post(PATH, "{\"orderIds\": [\"" + order + "\", \"" + stranger + "\"]}").expect(422, "different_partners");
        create(UUID.randomUUID(), null).expect(422, "unknown_order");
        create(sales.draft(caller, customer, line(product, "1")), null).expect(409, "order_state");
        sales.state(caller, order, "delivered");
        create(order, null).expect(409, "order_state");
    }

    @Test
    void refusesLinesThatTheOrdersDoNotHave() {
        UUID order = sales.confirmed(caller, customer, line(product, "1"));
        UUID unasked = sales.confirmed(caller, customer, line(product, "1"));
        String text = "{\"orderIds\": [\"%s\"], \"lines\": [{\"orderId\": \"%s\", \"orderLine\": %d, \"quantity\": \"1\"}]}";
        Api.Answer refused = api.as(caller).post(PATH, text.formatted(order, order, 2)).expect(422, "unknown_order_line");
        assertEquals("/lines/0/orderLine", refused.at("/errors/0/pointer"));
        api.as(caller).post(PATH, text.formatted(order, unasked, 1)).expect(422, "unknown_order_line");
        create(order, "0").expect(422);
        create(order, "0.5").expect(422, "quantity_fraction");
        assertEquals(0L, fixtures.value(caller, Long.class, "select count(*) from sales.deliveries"));
    }

    @Test
    void leavesServicesOut() {
        sql("update products.products set stocked = false where company_id = ? and id = ?", caller.company(), fixtures.product(caller,
                "S", "5"));
        UUID service = fixtures.value(caller, UUID.class, "select id from products.products where number = 'S'");
        UUID order = sales.confirmed(caller, customer, line(service, "1"));
        create(order, null).expect(422, "nothing_to_deliver");
        create(order, "1").expect(422, "unknown_order_line");
    }

    private Api.Answer create(UUID order, String quantity) {
        return api.as(caller).post(PATH, quantity == null ? "{\"orderIds\": [\"" + order + "\"]}" : """
                {"orderIds": ["%s"], "lines": [{"orderId": "%s", "orderLine": 1, "quantity": "%s"}]}""".formatted(order, order, quantity));
    }

    private void sql(String statement, Object... args) {
        fixtures.in(caller, tx -> {
            tx.write(statement, args);
            return null;
        });
    }
}
