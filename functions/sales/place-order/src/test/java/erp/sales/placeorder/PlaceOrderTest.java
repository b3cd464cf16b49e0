package erp.sales.placeorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.StockInvariants;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.List;
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
                {"partnerId": "%s", "orderDate": "2026-11-02", "lines": [{"productId": "%s", "quantity": "3"}]}""".formatted(customer,
                product))
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
                {"partnerId": "%s", "confirm": true, "lines": [{"productId": "%s", "quantity": "3"}]}""".formatted(customer, product))
                .expect(201);
        assertEquals("confirmed", answer.at("/state"));
        assertEquals("2", answer.at("/lines/0/reserved"));
        api.as(caller).post("/api/v1/sales-orders", """
                {"partnerId": "%s", "confirm": true, "reservation": "all", "lines": [{"productId": "%s", "quantity": "3"}]}"""
                .formatted(customer, product)).expect(409, "not_available");
    }

    @Test
    void takesTheCustomersListBeforeTheStandardOneAndTheLargestQuantityThatFits() {
        Caller caller = fixtures.company();
        UUID customer = fixtures.customer(caller, "Kunde", "DE");
        UUID product = fixtures.product(caller, "A1", "10.00");
        price(caller, "standard", product, "5", "9.00");
        assertEquals("10.00 standard/1", priced(caller, customer, product, "4"));
        assertEquals("9.00 standard/5", priced(caller, customer, product, "5"));
        sql(caller, "insert into products.price_lists (company_id, id, name, currency) values (?, 'partners', 'Partners', 'EUR')",
                caller.company());
        sql(caller, "update partners.partners set price_list = 'partners' where company_id = ? and id = ?", caller.company(), customer);
        price(caller, "partners", product, "3", "9.50");
        assertEquals("10.00 standard/1", priced(caller, customer, product, "2"));
        assertEquals("9.50 partners/3", priced(caller, customer, product, "5"));
        place(caller, customer, product, "2", ", \"orderDate\": \"2023-12-31\"").expect(422, "no_price");
    }

    @Test
    void taxesByWhereTheGoodsGo() {
        Caller caller = fixtures.company();
        UUID customer = fixtures.customer(caller, "Kunde", "DE");
        UUID product = fixtures.product(caller, "A1", "10.00");
        String abroad = ", \"shipTo\": {\"name\": \"Branch\", \"city\": \"Boston\", \"country\": \"US\"}";
        Api.Answer answer = place(caller, customer, product, "1", abroad).expect(201);
        assertEquals("0.00 10.00 G", answer.at("/tax") + " " + answer.at("/gross") + " " + answer.at("/lines/0/taxCategory"));
        assertEquals("Boston", fixtures.value(caller, String.class, "select ship_to ->> 'city' from sales.orders"));
    }

    @Test
    void refusesWhoMayNotOrder() {
        Caller caller = fixtures.company();
        UUID customer = fixtures.customer(caller, "Kunde", "DE");
        UUID product = fixtures.product(caller, "A1", "10.00");
        place(caller, UUID.randomUUID(), product, "1", "").expect(422, "unknown_partner");
        place(caller, fixtures.customer(fixtures.company(), "Fremder", "DE"), product, "1", "").expect(422, "unknown_partner");
        sql(caller, "update partners.partners set state = 'blocked', block_reason = 'x' where company_id = ? and id = ?",
                caller.company(), customer);
        place(caller, customer, product, "1", "").expect(422, "partner_blocked");
        sql(caller, """
                update partners.partners set state = 'active', block_reason = null, customer_number = null, supplier_number = 70000
                 where company_id = ? and id = ?""", caller.company(), customer);
        place(caller, customer, product, "1", "").expect(422, "no_customer");
        assertEquals(0L, fixtures.value(caller, Long.class, "select count(*) from sales.orders"));
    }

    @Test
    void refusesWhatCannotBeSold() {
        Caller caller = fixtures.company();
        UUID customer = fixtures.customer(caller, "Kunde", "DE");
        UUID product = fixtures.product(caller, "A1", "10.00");
        Api.Answer unknown = place(caller, customer, UUID.randomUUID(), "1", "").expect(422, "unknown_product");
        assertEquals("/lines/0/productId", unknown.at("/errors/0/pointer"));
        place(caller, customer, product, "1", ", \"location\": \"NOWHERE\"").expect(422, "unknown_location");
        Api.Answer fraction = place(caller, customer, product, "0.5", "").expect(422, "quantity_fraction");
        assertEquals("/lines/0/quantity", fraction.at("/errors/0/pointer"));
        place(caller, customer, product, "1.0", "").expect(201);
        for (String quantity : List.of("0", "-1", "1000000000000")) {
            place(caller, customer, product, quantity, "").expect(422, "range");
        }
        place(caller, customer, fixtures.product(caller, "K", "10.00", "fifo", "none", "KGM"), "1.5", "").expect(201);
        sql(caller, "delete from products.prices where company_id = ? and product_id = ?", caller.company(), product);
        place(caller, customer, product, "1", "").expect(422, "no_price");
        sql(caller, "update products.products set state = 'archived' where company_id = ? and id = ?", caller.company(), product);
        place(caller, customer, product, "1", "").expect(422, "product_archived");
    }

    @Test
    void knowsAnOrderByItsNameElsewhere() {
        Caller caller = fixtures.company();
        UUID customer = fixtures.customer(caller, "Kunde", "DE");
        UUID product = fixtures.product(caller, "A1", "10.00");
        place(caller, customer, product, "1", ", \"externalId\": \"shop-1\"").expect(201);
        place(caller, customer, product, "1", ", \"externalId\": \"shop-1\"").expect(409, "order_external_id_taken");
    }

    @Test
    void keepsTheCreditLimitAndTheStockWhenManyOrderAtOnce() {
        Caller caller = fixtures.company();
        UUID customer = fixtures.customer(caller, "Kunde", "DE");
        UUID product = fixtures.product(caller, "A1", "10.00");
        fixtures.stock(caller, product, "10", "70.00");
        sql(caller, "update partners.partners set credit_limit = 60 where company_id = ? and id = ?", caller.company(), customer);
        UUID rich = fixtures.customer(caller, "Reiche", "DE");
        // 11.90 each: five orders are within the limit, and the rest of the stock is left to the other customer.
        List<Api.Answer> answers = api.as(caller).parallel(100, i -> api.as(caller).request("POST", "/api/v1/sales-orders", """
                {"partnerId": "%s", "confirm": true, "reservation": "all", "lines": [{"productId": "%s", "quantity": "1"}]}"""
                .formatted(i % 2 == 0 ? customer : rich, product), "many-" + i));
        assertEquals(10, answers.stream().filter(answer -> answer.status() == 201).count());
        assertEquals(10L, fixtures.value(caller, Long.class, "select count(*) from sales.orders where reservation = 'all'"));
        answers.stream().filter(answer -> answer.status() != 201 && answer.status() != 422).forEach(answer -> answer.expect(409,
                "not_available"));
        answers.stream().filter(answer -> answer.status() == 422).forEach(answer -> answer.expect(422, "credit_limit_exceeded"));
        assertTrue(fixtures.value(caller, Long.class, "select count(*) from sales.orders where partner_id = ?", customer) <= 5);
        assertEquals(List.of(), fixtures.in(caller, StockInvariants::broken));
    }

    private Api.Answer place(Caller caller, UUID customer, UUID product, String quantity, String more) {
        return api.as(caller).post("/api/v1/sales-orders", """
                {"partnerId": "%s", "lines": [{"productId": "%s", "quantity": "%s"}]%s}""".formatted(customer, product, quantity, more));
    }

    private String priced(Caller caller, UUID customer, UUID product, String quantity) {
        UUID order = UUID.fromString(place(caller, customer, product, quantity, "").expect(201).at("/id"));
        return fixtures.value(caller, String.class, "select unit_price || ' ' || price_source from sales.order_lines where order_id = ?",
                order);
    }

    private void price(Caller caller, String list, UUID product, String from, String price) {
        sql(caller, """
                insert into products.prices (company_id, price_list, product_id, min_quantity, valid, price)
                values (?, ?, ?, ?, daterange('2024-01-01', null), ?)""", caller.company(), list, product, new BigDecimal(from),
                new BigDecimal(price));
    }

    private void sql(Caller caller, String statement, Object... args) {
        fixtures.in(caller, tx -> {
            tx.write(statement, args);
            return null;
        });
    }
}
