package erp.products.queryproducts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class QueryProductsTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    private Caller caller;
    private UUID tofu;

    @BeforeEach
    void products() {
        caller = fixtures.company();
        tofu = fixtures.product(caller, "TOFU", "23.25");
        fixtures.product(caller, "CHAI", "18.00", "average", "lot");
    }

    private static List<String> values(Api.Answer answer, String field) {
        return answer.expect(200).body().at("/items").findValuesAsText(field);
    }

    @Test
    void listsByNumberAndFilters() {
        assertEquals(List.of("CHAI", "TOFU"), values(api.as(caller).get("/api/v1/products"), "number"));
        assertEquals(List.of("CHAI"), values(api.as(caller).get("/api/v1/products?filter=tracking+eq+lot+and+stocked+eq+true"), "number"));
        assertEquals("{\"items\":[{\"number\":\"TOFU\"}]}",
                api.as(caller).get("/api/v1/products?fields=number&filter=valuation+eq+fifo").expect(200).text());
    }

    @Test
    void showsOneWithItsVersion() {
        Api.Answer answer = api.as(caller).get("/api/v1/products/" + tofu).expect(200);
        assertEquals("""
                {"id":"%s","number":"TOFU","name":"Product TOFU","unit":"C62","taxClass":"standard","valuation":"fifo","tracking":"none",\
                "stocked":true,"state":"active","version":1}""".formatted(tofu), answer.text());
        assertEquals("\"1\"", answer.header("ETag"));
    }

    @Test
    void showsPriceListsAndTheirPrices() {
        Api.Answer lists = api.as(caller).get("/api/v1/price-lists").expect(200);
        assertEquals("[{\"id\":\"standard\",\"name\":\"Standard\",\"currency\":\"EUR\",\"prices\":2,\"version\":1}]",
                lists.body().at("/items").toString());
        Api.Answer list = api.as(caller).get("/api/v1/price-lists/standard").expect(200);
        assertEquals(lists.body().at("/items/0"), list.body());
        assertEquals("\"1\"", list.header("ETag"));
        Api.Answer prices = api.as(caller).get("/api/v1/price-lists/standard/prices?filter=productNumber+eq+TOFU").expect(200);
        assertEquals(1, prices.body().at("/items").size());
        assertEquals(tofu.toString(), prices.at("/items/0/productId"));
        assertEquals("23.25", prices.at("/items/0/price"));
        assertEquals("1", prices.at("/items/0/minQuantity"));
        assertEquals("2024-01-01", prices.at("/items/0/validFrom"));
    }

    @Test
    void showsTheLastDayOfAPriceAndPagesThroughThem() {
        fixtures.in(caller, tx -> {
            tx.write("""
                    insert into products.prices (company_id, price_list, product_id, min_quantity, valid, price)
                    select ?, 'standard', ?, n, daterange('2026-01-01', '2026-06-30', '[]'), 20 from generate_series(2, 6) n""",
                    tx.company(), tofu);
            return null;
        });
        String path = "/api/v1/price-lists/standard/prices?limit=4";
        Api.Answer page = api.as(caller).get(path);
        assertEquals(List.of("1", "1", "2", "3"), values(page, "minQuantity"));
        assertEquals("2026-06-30", page.at("/items/3/validTo"));
        assertEquals(List.of("4", "5", "6"), values(api.as(caller).get(path + "&cursor=" + page.at("/next")), "minQuantity"));
    }

    @Test
    void hidesWhatBelongsToOtherCompanies() {
        Caller stranger = fixtures.company();
        api.as(stranger).get("/api/v1/products/" + tofu).expect(404, "not_found");
        api.as(caller).get("/api/v1/price-lists/retail").expect(404, "not_found");
        api.as(caller).get("/api/v1/price-lists/retail/prices").expect(404, "not_found");
        assertTrue(api.as(stranger).get("/api/v1/price-lists/standard/prices").expect(200).body().at("/items").isEmpty());
    }
}
