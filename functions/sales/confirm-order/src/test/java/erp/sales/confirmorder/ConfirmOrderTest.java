package erp.sales.confirmorder;

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
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class ConfirmOrderTest {

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
    void reservesWhatIsThereAndLetsTheRestWait() {
        UUID order = sales.draft(caller, customer, line(product, "12"));
        Api.Answer answer = confirm(order, "{}").expect(200);
        assertEquals("confirmed", answer.at("/state"));
        assertEquals("\"2\"", answer.header("ETag"));
        assertEquals("confirmed", sales.state(caller, order));
        assertEquals(List.of("10 / 10"), sales.counters(caller, product));
        assertEquals(List.of(), fixtures.in(caller, StockInvariants::broken));
    }

    @Test
    void reservesEverythingOrNothing() {
        UUID other = fixtures.product(caller, "B2", "10.00");
        fixtures.stock(caller, other, "1", "1.00");
        UUID order = sales.draft(caller, customer, line(product, "10"), line(other, "2"));
        Api.Answer refused = confirm(order, "{\"reservation\": \"all\"}").expect(409, "not_available");
        assertEquals("Only 1 can still be reserved.", refused.at("/detail"));
        assertEquals("/lines/1/quantity", refused.at("/errors/0/pointer"));
        assertEquals(List.of("10 / 0"), sales.counters(caller, product));
        assertEquals("draft", sales.state(caller, order));
        UUID fits = sales.draft(caller, customer, line(product, "10"), line(other, "1"));
        confirm(fits, "{\"reservation\": \"all\"}").expect(200);
        // fill-backorders goes by it, should the order lose goods by an amendment.
        assertEquals("all", fixtures.value(caller, String.class, "select reservation from sales.orders where id = ?", fits));
        assertEquals(List.of("10 / 10"), sales.counters(caller, product));
        assertEquals(List.of("1 / 1"), sales.counters(caller, other));
    }

    @Test
    void promisesTheLastPiecesOnce() {
        List<UUID> orders = IntStream.range(0, 200).mapToObj(_ -> sales.draft(caller, customer, line(product, "1"))).toList();
        List<Api.Answer> answers = api.as(caller).parallel(200, i -> api.as(caller).request("POST",
                "/api/v1/sales-orders/" + orders.get(i) + "/confirm", "{\"reservation\": \"all\"}", "last-" + i));
        assertEquals(10, answers.stream().filter(answer -> answer.status() == 200).count());
        answers.stream().filter(answer -> answer.status() != 200).forEach(answer -> answer.expect(409, "not_available"));
        assertEquals(List.of("10 / 10"), sales.counters(caller, product));
        assertEquals(10L, fixtures.value(caller, Long.class, "select count(*) from sales.orders where state = 'confirmed'"));
        assertEquals(List.of(), fixtures.in(caller, StockInvariants::broken));
    }

    @Test
    void keepsTheCreditLimitWhenManyAreConfirmedAtOnce() {
        // An order is 11.90 gross; eight of them are 95.20, nine 107.10.
        sales.credit(caller, customer, "100.00");
        List<UUID> orders = IntStream.range(0, 20).mapToObj(_ -> sales.draft(caller, customer, line(product, "1"))).toList();
        List<Api.Answer> answers = api.as(caller).parallel(20, i -> api.as(caller).request("POST",
                "/api/v1/sales-orders/" + orders.get(i) + "/confirm", "{}", "credit-" + i));
        assertEquals(8, answers.stream().filter(answer -> answer.status() == 200).count());
        answers.stream().filter(answer -> answer.status() != 200).forEach(answer -> answer.expect(422, "credit_limit_exceeded"));
        assertEquals(List.of("10 / 8"), sales.counters(caller, product));
    }

    @Test
    void countsTheCreditUpToTheCent() {
        UUID order = sales.draft(caller, customer, line(product, "1"));
        sales.credit(caller, customer, "11.89");
        confirm(order, "{}").expect(422, "credit_limit_exceeded");
        sales.credit(caller, customer, "11.90");
        confirm(order, "{}").expect(200);
    }

    @Test
    void refusesWhatIsNoDraft() {
        UUID order = sales.confirmed(caller, customer, line(product, "1"));
        Api.Answer again = confirm(order, "{}").expect(409, "order_state");
        assertEquals("The order is confirmed.", again.at("/detail"));
        confirm(UUID.randomUUID(), "{}").expect(404, "not_found");
        UUID draft = sales.draft(caller, customer, line(product, "1"));
        api.as(caller).write("POST", "/api/v1/sales-orders/" + draft + "/confirm", "{}", "stale", "If-Match", "\"2\"").expect(412,
                "version_stale");
        api.as(caller).write("POST", "/api/v1/sales-orders/" + draft + "/confirm", "{}", "fresh", "If-Match", "\"1\"").expect(200);
    }

    @Test
    void refusesWhoMayNotOrder() {
        UUID order = sales.draft(caller, customer, line(product, "1"));
        sql("update partners.partners set state = 'blocked', block_reason = 'Mahnstufe 3' where company_id = ? and id = ?",
                caller.company(), customer);
        confirm(order, "{}").expect(422, "partner_blocked");
        sql("""
                update partners.partners set state = 'active', block_reason = null, customer_number = null, supplier_number = 70000
                 where company_id = ? and id = ?""", caller.company(), customer);
        confirm(order, "{}").expect(422, "no_customer");
        assertEquals(List.of("10 / 0"), sales.counters(caller, product));
    }

    private Api.Answer confirm(UUID order, String body) {
        return api.as(caller).post("/api/v1/sales-orders/" + order + "/confirm", body);
    }

    private void sql(String statement, Object... args) {
        fixtures.in(caller, tx -> {
            tx.write(statement, args);
            return null;
        });
    }
}
