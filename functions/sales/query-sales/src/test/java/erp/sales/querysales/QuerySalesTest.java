package erp.sales.querysales;

import static erp.testing.SalesFixtures.line;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import erp.documents.Source;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.DocumentFixtures;
import erp.testing.Fixtures;
import erp.testing.SalesFixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class QuerySalesTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    DocumentFixtures documents;
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
    void showsAnOrderWithWhatIsReservedDeliveredAndInvoiced() {
        UUID order = sales.confirmed(caller, customer, line(product, "12"), line(product, "1"));
        sales.note(caller, order, "2", "1");
        Api.Answer answer = api.as(caller).get("/api/v1/sales-orders/" + order).expect(200);
        assertEquals("\"1\"", answer.header("ETag"));
        assertEquals("confirmed", answer.at("/state"));
        assertEquals("Kunde", answer.at("/partnerName"));
        assertEquals("154.70", answer.at("/gross"));
        assertEquals("12 10 2 1", "%s %s %s %s".formatted(answer.at("/lines/0/quantity"), answer.at("/lines/0/reserved"),
                answer.at("/lines/0/delivered"), answer.at("/lines/0/invoiced")));
        assertEquals("0", answer.at("/lines/1/reserved"));
        assertEquals("Kunde DE", answer.at("/shipTo/name") + " " + answer.at("/shipTo/country"), "goods go to the customer");
        assertEquals("standard/1", answer.at("/lines/0/priceSource"));
    }

    @Test
    void showsADeliveryWithItsLines() {
        UUID order = sales.confirmed(caller, customer, line(product, "4"));
        UUID delivery = sales.delivery(caller, order, 1, "3", "");
        Api.Answer answer = api.as(caller).get("/api/v1/deliveries/" + delivery).expect(200);
        assertEquals("\"1\"", answer.header("ETag"));
        assertEquals("draft", answer.at("/state"));
        assertEquals(order.toString(), answer.at("/lines/0/orderId"));
        assertEquals("3", answer.at("/lines/0/quantity"));
        assertEquals("Kunde DE", answer.at("/shipTo/name") + " " + answer.at("/shipTo/country"));
        fixtures.in(caller, tx -> {
            tx.write("""
                    update sales.deliveries set ship_to = '{"name": "Lager", "city": "Wien", "country": "AT"}' where company_id = ?""",
                    tx.company());
            return null;
        });
        answer = api.as(caller).get("/api/v1/deliveries/" + delivery).expect(200);
        assertEquals("Lager Wien AT", answer.at("/shipTo/name") + " " + answer.at("/shipTo/city") + " " + answer.at("/shipTo/country"));
        Api.Answer list = api.as(caller).get("/api/v1/deliveries?filter=" + encoded("state eq draft")).expect(200);
        assertEquals(delivery.toString(), list.at("/items/0/id"));
        assertEquals(0, api.as(caller).get("/api/v1/deliveries?filter=" + encoded("state eq shipped"))
                .expect(200).body().at("/items").size());
    }

    @Test
    void doesNotShowWhatIsNotThereOrAnothersCompanys() {
        UUID order = sales.draft(caller, customer, line(product, "1"));
        UUID delivery = sales.delivery(caller, order, "1");
        Caller stranger = fixtures.company();
        for (String path : List.of("/api/v1/sales-orders/" + order, "/api/v1/deliveries/" + delivery)) {
            api.as(stranger).get(path).expect(404, "not_found");
            api.as(caller).get(path).expect(200);
        }
        api.as(caller).get("/api/v1/sales-orders/" + UUID.randomUUID()).expect(404, "not_found");
        api.as(caller).get("/api/v1/deliveries/" + UUID.randomUUID()).expect(404, "not_found");
        assertEquals(0, api.as(stranger).get("/api/v1/sales-orders").expect(200).body().at("/items").size());
    }

    @Test
    void filtersAndSorts() {
        UUID other = fixtures.customer(caller, "Andere", "AT");
        UUID three = sales.draft(caller, customer, line(product, "3"));
        UUID one = sales.draft(caller, other, line(product, "1"));
        UUID two = sales.confirmed(caller, customer, line(product, "2"));
        assertEquals(List.of(two, one, three), ids("/api/v1/sales-orders"));
        assertEquals(List.of(one, two, three), ids("/api/v1/sales-orders?sort=net"));
        assertEquals(List.of(three, two, one), ids("/api/v1/sales-orders?sort=-net"));
        assertEquals(List.of(one, three, two), ids("/api/v1/sales-orders?sort=partnerName,-net"));
        assertEquals(List.of(two), ids("/api/v1/sales-orders?filter=" + encoded("state eq confirmed")));
        assertEquals(List.of(two, three), ids("/api/v1/sales-orders?filter=" + encoded("partnerId eq " + customer)));
        assertEquals(List.of(three), ids("/api/v1/sales-orders?filter=" + encoded("net gt 20 and state eq draft")));
        api.as(caller).get("/api/v1/sales-orders?filter=" + encoded("colour eq red")).expect(400);
        api.as(caller).get("/api/v1/sales-orders?sort=colour").expect(400);
        api.as(caller).get("/api/v1/sales-orders?limit=501").expect(400);
    }

    @Test
    void missesAndRepeatsNothingWhileOrdersAreAdded() {
        List<UUID> before = new ArrayList<>(IntStream.range(0, 25).mapToObj(_ -> sales.draft(caller, customer, line(product, "1")))
                .toList());
        for (String sort : List.of("-id", "net", "-orderDate,number")) {
            List<UUID> seen = new ArrayList<>();
            String next = "";
            do {
                Api.Answer page = api.as(caller).get("/api/v1/sales-orders?limit=4&sort=" + sort
                        + (next.isEmpty() ? "" : "&cursor=" + encoded(next))).expect(200);
                page.body().at("/items").forEach(item -> seen.add(UUID.fromString(item.get("id").asText())));
                sales.draft(caller, customer, line(product, "1"));
                next = page.at("/next");
            } while (!next.isEmpty() && seen.size() < 500);
            assertEquals(seen.size(), seen.stream().distinct().count());
            assertTrue(seen.containsAll(before));
            before = new ArrayList<>(ids("/api/v1/sales-orders?limit=500"));
        }
    }

    private List<UUID> ids(String path) {
        List<UUID> ids = new ArrayList<>();
        for (JsonNode item : api.as(caller).get(path).expect(200).body().at("/items")) {
            ids.add(UUID.fromString(item.get("id").asText()));
        }
        return ids;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void aDeliveryNoteIsTheBytesThatWereMade() {
        UUID delivery = sales.delivery(caller, sales.confirmed(caller, customer, line(product, "4")), 1, "3", "");
        String path = "/api/v1/deliveries/" + delivery + "/document";
        api.as(caller).get(path).expect(404, "not_rendered");
        documents.document(caller, Source.delivery(delivery), "%PDF");
        Api.Answer answer = api.as(caller).get(path).expect(200);
        assertEquals("application/pdf %PDF", answer.header("Content-Type") + " " + answer.text());
        api.as(fixtures.company()).get(path).expect(404, "not_found");
    }
}
