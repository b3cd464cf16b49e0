package erp.products.setprices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class SetPricesTest {

    private static final String RETAIL = "/api/v1/price-lists/retail/prices";

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    private Caller caller;
    private UUID tofu;
    private UUID chai;

    @BeforeEach
    void products() {
        caller = fixtures.company();
        tofu = fixtures.product(caller, "TOFU", "10.00");
        chai = fixtures.product(caller, "CHAI", "18.00");
    }

    private static String list(String... prices) {
        return """
                {"name": "Retail", "currency": "EUR", "prices": [%s]}""".formatted(String.join(", ", prices));
    }

    private static String price(UUID product, String price, String... members) {
        return """
                {"productId": "%s", "validFrom": "2026-01-01", "price": "%s"%s}""".formatted(product, price,
                members.length == 0 ? "" : ", " + String.join(", ", members));
    }

    private Api.Answer set(String body, String... headers) {
        return api.as(caller).put(RETAIL, body, headers);
    }

    private List<String> stored() {
        return fixtures.in(caller, tx -> tx.list(String.class, """
                select i.number || ' ' || p.min_quantity || ' ' || p.valid || ' ' || p.price
                  from products.prices p join products.products i on i.company_id = p.company_id and i.id = p.product_id
                 where p.company_id = ? and p.price_list = 'retail' order by p.n""", tx.company()));
    }

    @Test
    void createsAListAndReplacesAllOfIt() {
        Api.Answer created = set(list(price(tofu, "9.5"),
                price(tofu, "9", "\"minQuantity\": \"10\"", "\"validTo\": \"2026-06-30\""))).expect(200);
        assertEquals("{\"id\":\"retail\",\"name\":\"Retail\",\"currency\":\"EUR\",\"prices\":2,\"version\":1}", created.text());
        assertEquals("\"1\"", created.header("ETag"));
        assertEquals(List.of("TOFU 1 [2026-01-01,) 9.5", "TOFU 10 [2026-01-01,2026-07-01) 9"), stored());
        Api.Answer replaced = set(list(price(chai, "17.123456")), "If-Match", "\"1\"").expect(200);
        assertEquals("2", replaced.at("/version"));
        assertEquals(List.of("CHAI 1 [2026-01-01,) 17.123456"), stored());
        set(list(), "If-Match", "\"2\"").expect(200);
        assertEquals(List.of(), stored());
    }

    @Test
    void demandsTheVersionOfAListThatExists() {
        set(list(), "If-Match", "\"1\"").expect(412, "version_stale");
        set(list()).expect(200);
        set(list()).expect(428, "if_match_missing");
        set(list(), "If-Match", "\"7\"").expect(412, "version_stale");
        set(list(), "If-Match", "\"1\"").expect(200);
    }

    @Test
    void createsAListOnceWhenManyDoItAtOnce() {
        List<Api.Answer> answers = api.as(caller).parallel(10, i -> api.as(caller).request("PUT", RETAIL, list(price(tofu, i + ".00")),
                UUID.randomUUID().toString()));
        assertEquals(1, answers.stream().filter(answer -> answer.status() == 200).count());
        answers.stream().filter(answer -> answer.status() != 200).forEach(answer -> answer.expect(428, "if_match_missing"));
        assertEquals(1, stored().size());
    }

    @Test
    void leavesOtherListsAndOtherCompaniesAlone() {
        set(list(price(tofu, "9.5"))).expect(200);
        assertEquals(2, fixtures.value(caller, Integer.class,
                "select count(*)::integer from products.prices where price_list = 'standard'"));
        Caller stranger = fixtures.company();
        api.as(stranger).put(RETAIL, list()).expect(200);
        api.as(stranger).put(RETAIL, list(price(tofu, "1")), "If-Match", "\"1\"").expect(422, "unknown_product");
    }

    @Test
    void refusesTwoPricesOnOneDay() {
        Api.Answer answer = set(list(price(tofu, "9.5"), price(chai, "1"), price(tofu, "9"))).expect(409, "overlap");
        assertEquals("/prices/2/validFrom", answer.at("/errors/0/pointer"));
        set(list(price(tofu, "9.5"), price(tofu, "9"), price(UUID.randomUUID(), "1"))).expect(409, "overlap");
        assertTrue(stored().isEmpty());
    }

    @Test
    void refusesUnknownProductsAndCurrencies() {
        Api.Answer answer = set(list(price(tofu, "9.5"), price(UUID.randomUUID(), "1"))).expect(422, "unknown_product");
        assertEquals("/prices/1/productId", answer.at("/errors/0/pointer"));
        for (String wrong : List.of("eur", "000", "EU", "EURO")) {
            set(list().replace("EUR", wrong)).expect(422, "format");
        }
        set(list().replace("EUR", "EUX")).expect(422, "currency_unknown");
        set(list().replace("EUR", "XAU")).expect(422, "currency_unknown");
    }

    @Test
    void refusesWrongValues() {
        set(list(price(tofu, "9.5", "\"validTo\": \"2025-12-31\""))).expect(422, "validity_order");
        set(list(price(tofu, "-1"))).expect(422, "range");
        set(list(price(tofu, "1.1234567"))).expect(422, "scale");
        set(list(price(tofu, "1e3"))).expect(422, "format");
        set(list(price(tofu, "1", "\"minQuantity\": \"0\""))).expect(422, "range");
        set(list("null")).expect(400);
        set(list(price(tofu, "1", "\"valid\": true"))).expect(400, "unknown_field");
        api.as(caller).put("/api/v1/price-lists/Retail/prices", list()).expect(400, "invalid_parameter");
    }

    @Test
    void takesTenThousandPricesAndNoMore() {
        String most = list(IntStream.range(0, 10_000).mapToObj(i -> price(tofu, "1", "\"minQuantity\": \"" + (i + 1) + "\""))
                .collect(Collectors.joining(", ")));
        assertEquals("10000", set(most).expect(200).at("/prices"));
        String more = list(IntStream.range(0, 10_001).mapToObj(i -> price(tofu, "1", "\"minQuantity\": \"" + (i + 1) + "\""))
                .collect(Collectors.joining(", ")));
        set(more, "If-Match", "\"1\"").expect(422, "range");
    }

    @Test
    void leavesNothingBehindInADryRun() {
        Api.Answer dry = api.as(caller).put(RETAIL + "?dryRun=true", list(price(tofu, "9.5"))).expect(200);
        assertTrue(dry.body().at("/dryRun").booleanValue());
        assertTrue(stored().isEmpty());
        set(list(price(tofu, "9.5"))).expect(200);
    }
}
