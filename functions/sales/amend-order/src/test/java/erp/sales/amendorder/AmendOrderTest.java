package erp.sales.amendorder;

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
class AmendOrderTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    SalesFixtures sales;
    private Caller caller;
    private UUID customer;
    private UUID product;
    private UUID other;

    @BeforeEach
    void stock() {
        caller = fixtures.company();
        customer = fixtures.customer(caller, "Kunde", "DE");
        product = fixtures.product(caller, "A1", "10.00");
        other = fixtures.product(caller, "B2", "20.00");
        fixtures.stock(caller, product, "10", "70.00");
        fixtures.stock(caller, other, "10", "70.00");
    }

    @Test
    void keepsTheOldRevisionAndReservesAnew() {
        UUID order = sales.confirmed(caller, customer, line(product, "8"));
        Api.Answer answer = amend(order, 1, wanted(1, product, "3") + ", " + wanted(null, other, "2")).expect(200);
        assertEquals("confirmed", answer.at("/state"));
        assertEquals("\"2\"", answer.header("ETag"));
        assertEquals(List.of("10 / 3"), sales.counters(caller, product));
        assertEquals(List.of("10 / 2"), sales.counters(caller, other));
        assertEquals("2 70.00 13.30 83.30", fixtures.value(caller, String.class,
                "select revision || ' ' || net || ' ' || tax || ' ' || gross from sales.orders where id = ?", order));
        assertEquals("1 80.00 8", fixtures.value(caller, String.class, """
                select revision || ' ' || (content ->> 'net') || ' ' || (content #>> '{lines,0,quantity}') from sales.order_revisions
                 where order_id = ?""", order));
        assertEquals(List.of(), fixtures.in(caller, StockInvariants::broken));
    }

    @Test
    void givesWhatItNeedsNoMoreToOrdersThatWait() {
        UUID order = sales.confirmed(caller, customer, line(product, "8"), line(other, "1"));
        sales.confirmed(caller, customer, line(product, "4"));
        amend(order, 1, wanted(1, product, "3") + ", " + wanted(2, other, "1")).expect(200);
        assertEquals(List.of("A1 MAIN"), sales.arrivals(caller));
    }

    @Test
    void takesALineAwayAndGivesItsGoodsBack() {
        UUID order = sales.confirmed(caller, customer, line(product, "8"), line(other, "4"));
        UUID delivery = sales.delivery(caller, order, "8");
        amend(order, 1, wanted(2, other, "5")).expect(409, "already_delivered");
        // A delivery that was given up holds nothing.
        fixtures.in(caller, tx -> {
            tx.write("update sales.deliveries set state = 'cancelled' where company_id = ? and id = ?", tx.company(), delivery);
            return null;
        });
        amend(order, 1, wanted(2, other, "5")).expect(200);
        assertEquals(List.of("10 / 0"), sales.counters(caller, product));
        assertEquals(List.of("10 / 5"), sales.counters(caller, other));
        assertEquals("2", fixtures.value(caller, String.class,
                "select string_agg(n::text, ',') from sales.order_lines where order_id = ?", order));
        // A new line never takes the number of one that has been there.
        amend(order, 2, wanted(2, other, "5") + ", " + wanted(null, product, "1")).expect(200);
        assertEquals("2,3", fixtures.value(caller, String.class,
                "select string_agg(n::text, ',' order by n) from sales.order_lines where order_id = ?", order));
        assertEquals(2L, fixtures.value(caller, Long.class, "select count(*) from sales.order_revisions where order_id = ?", order));
    }

    @Test
    void keepsWhatWasAgreedUnlessTheLineSaysOtherwise() {
        UUID order = sales.confirmed(caller, customer, line(product, "3"));
        fixtures.in(caller, tx -> {
            tx.write("""
                    update sales.order_lines set unit_price = 9, discount_percent = 5, description = 'wie besprochen', net = 25.65
                     where company_id = ? and order_id = ?""", tx.company(), order);
            return null;
        });
        String agreed = """
                select unit_price || ' ' || discount_percent || ' ' || description || ' ' || net
                  from sales.order_lines where order_id = ?""";
        amend(order, 1, wanted(1, product, "4")).expect(200);
        assertEquals("9 5 wie besprochen 34.20", fixtures.value(caller, String.class, agreed, order));
        // Another product is another agreement.
        amend(order, 2, wanted(1, other, "1")).expect(200);
        assertEquals("20.00 0 Product B2 20.00", fixtures.value(caller, String.class, agreed, order));
    }

    @Test
    void keepsWhatTheBodyDoesNotSayAndClearsWhatItSaysIsNull() {
        UUID order = sales.confirmed(caller, customer, line(product, "3"));
        String head = """
                select concat_ws(' / ', requested_date, ship_to ->> 'city', ship_to_country, customer_reference, net) from sales.orders
                 where id = ?""";
        write(order, 1, """
                {"requestedDate": "2026-12-01", "customerReference": "PO 7",
                 "shipTo": {"name": "Lager", "street": "Kai 1", "city": "Wien", "country": "AT"}}""").expect(200);
        assertEquals("2026-12-01 / Wien / AT / PO 7 / 30.00", fixtures.value(caller, String.class, head, order));
        amend(order, 2, wanted(1, product, "4")).expect(200);
        assertEquals("2026-12-01 / Wien / AT / PO 7 / 40.00", fixtures.value(caller, String.class, head, order));
        write(order, 3, "{\"customerReference\": \"PO 8\", \"requestedDate\": null}").expect(200);
        assertEquals("Wien / AT / PO 8 / 40.00", fixtures.value(caller, String.class, head, order));
        write(order, 4, "{\"shipTo\": null, \"customerReference\": null}").expect(200);
        assertEquals("DE / 40.00", fixtures.value(caller, String.class, head, order));
        assertEquals(List.of("10 / 4"), sales.counters(caller, product));
    }

    @Test
    void refusesFieldsThatCannotBe() {
        UUID order = sales.confirmed(caller, customer, line(product, "3"));
        assertEquals("/lines", write(order, 1, "{\"lines\": null}").expect(400, "missing_field").at("/errors/0/pointer"));
        String half = "{\"shipTo\": {\"city\": \"Wien\"}}";
        assertEquals("/shipTo/name", write(order, 1, half).expect(400, "missing_field").at("/errors/0/pointer"));
        assertEquals("/line", write(order, 1, "{\"line\": []}").expect(400, "unknown_field").at("/errors/0/pointer"));
        assertEquals("/lines", write(order, 1, "{\"lines\": []}").expect(422).at("/errors/0/pointer"));
        assertEquals("/lines/0/quantity", amend(order, 1, wanted(1, product, "0")).expect(422).at("/errors/0/pointer"));
        String nowhere = "{\"shipTo\": {\"name\": \"Lager\", \"city\": \"Wien\", \"country\": \"Österreich\"}}";
        assertEquals("/shipTo/country", write(order, 1, nowhere).expect(422).at("/errors/0/pointer"));
    }

    @Test
    void leavesADraftUnreserved() {
        UUID order = sales.draft(caller, customer, line(product, "8"));
        assertEquals("draft", amend(order, 1, wanted(1, product, "3")).expect(200).at("/state"));
        assertEquals(List.of("10 / 0"), sales.counters(caller, product));
    }

    @Test
    void cannotGoBelowWhatIsDeliveredOrPlanned() {
        UUID order = sales.confirmed(caller, customer, line(product, "8"));
        sales.note(caller, order, "2", "0");
        sales.state(caller, order, "partly_delivered");
        sales.delivery(caller, order, "3");
        Api.Answer refused = amend(order, 1, wanted(1, product, "4")).expect(409, "already_delivered");
        assertEquals("Line 1: 5 have been delivered or are being delivered.", refused.at("/detail"));
        amend(order, 1, wanted(1, other, "8")).expect(409, "already_delivered");
        amend(order, 1, wanted(null, product, "8")).expect(409, "already_delivered");
        Api.Answer answer = amend(order, 1, wanted(1, product, "5")).expect(200);
        assertEquals("partly_delivered", answer.at("/state"));
        assertEquals(List.of("10 / 3"), sales.counters(caller, product));
    }

    @Test
    void isDeliveredWhenNothingIsLeftToDeliver() {
        UUID order = sales.confirmed(caller, customer, line(product, "8"));
        sales.note(caller, order, "5", "0");
        sales.state(caller, order, "partly_delivered");
        assertEquals("delivered", amend(order, 1, wanted(1, product, "5")).expect(200).at("/state"));
        assertEquals("delivered", sales.state(caller, order));
        assertEquals(List.of("10 / 0"), sales.counters(caller, product));
        UUID invoiced = sales.confirmed(caller, customer, line(product, "8"));
        sales.note(caller, invoiced, "5", "5");
        sales.state(caller, invoiced, "partly_delivered");
        assertEquals("closed", amend(invoiced, 1, wanted(1, product, "5")).expect(200).at("/state"));
    }

    @Test
    void keepsThePriceOfWhatIsInvoiced() {
        UUID order = sales.confirmed(caller, customer, line(product, "8"));
        sales.note(caller, order, "0", "2");
        String text = "{\"n\": 1, \"productId\": \"%s\", \"quantity\": \"8\", \"%s\": \"9.00\"}";
        amend(order, 1, text.formatted(product, "unitPrice")).expect(409, "already_invoiced");
        amend(order, 1, text.formatted(product, "discountPercent")).expect(409, "already_invoiced");
        amend(order, 1, wanted(1, product, "1")).expect(409, "already_invoiced");
        amend(order, 1, wanted(1, product, "2")).expect(200);
    }

    @Test
    void keepsTheCreditLimit() {
        UUID order = sales.confirmed(caller, customer, line(product, "8"));
        sales.credit(caller, customer, "107.10");
        Api.Answer refused = amend(order, 1, wanted(1, product, "10")).expect(422, "credit_limit_exceeded");
        assertEquals("The credit limit is 107.10 EUR; with this order 119.00 EUR would be open.", refused.at("/detail"));
        assertEquals(List.of("10 / 8"), sales.counters(caller, product));
        amend(order, 1, wanted(1, product, "9")).expect(200);
    }

    @Test
    void refusesWhatCannotBeAmended() {
        UUID order = sales.confirmed(caller, customer, line(product, "8"));
        String body = "{\"lines\": [" + wanted(1, product, "3") + "]}";
        api.as(caller).post(path(order), body).expect(428, "if_match_missing");
        amend(UUID.randomUUID(), 1, wanted(1, product, "3")).expect(404, "not_found");
        amend(order, 2, wanted(1, product, "3")).expect(412, "version_stale");
        Api.Answer unknown = amend(order, 1, wanted(2, product, "3")).expect(422, "unknown_order_line");
        assertEquals("/lines/0/n", unknown.at("/errors/0/pointer"));
        amend(order, 1, wanted(1, product, "3") + ", " + wanted(1, product, "3")).expect(422, "unknown_order_line");
        amend(order, 1, wanted(1, UUID.randomUUID(), "3")).expect(422, "unknown_product");
        for (String state : List.of("delivered", "closed", "cancelled")) {
            sales.state(caller, order, state);
            amend(order, 1, wanted(1, product, "3")).expect(409, "order_state");
        }
        assertEquals(0L, fixtures.value(caller, Long.class, "select count(*) from sales.order_revisions"));
    }

    @Test
    void letsOneOfManyAmend() {
        UUID order = sales.confirmed(caller, customer, line(product, "8"));
        List<Api.Answer> answers = api.as(caller).parallel(20, i -> api.as(caller).request("POST", path(order),
                "{\"lines\": [" + wanted(1, product, String.valueOf(1 + i % 9)) + "]}", "amend-" + i, "If-Match", "\"1\""));
        assertEquals(1, answers.stream().filter(answer -> answer.status() == 200).count());
        answers.stream().filter(answer -> answer.status() != 200).forEach(answer -> answer.expect(412, "version_stale"));
        assertEquals(List.of(), fixtures.in(caller, StockInvariants::broken));
    }

    private Api.Answer amend(UUID order, int version, String lines) {
        return write(order, version, "{\"lines\": [" + lines + "]}");
    }

    private Api.Answer write(UUID order, int version, String body) {
        return api.as(caller).write("POST", path(order), body, UUID.randomUUID().toString(), "If-Match", "\"" + version + "\"");
    }

    private static String wanted(Integer n, UUID product, String quantity) {
        return "{" + (n == null ? "" : "\"n\": " + n + ", ") + "\"productId\": \"" + product + "\", \"quantity\": \"" + quantity + "\"}";
    }

    private static String path(UUID order) {
        return "/api/v1/sales-orders/" + order + "/amend";
    }
}
