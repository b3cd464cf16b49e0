package erp.products.changeproduct;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import erp.products.Product;
import erp.products.Products;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class ChangeProductTest {

    private static final int ROUNDS = 20;

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    private Caller caller;
    private UUID id;

    @BeforeEach
    void product() {
        caller = fixtures.company();
        id = fixtures.product(caller, "A1", "10.00");
    }

    private Api.Answer change(int version, String patch) {
        return change(id, version, patch);
    }

    private Api.Answer change(UUID product, int version, String patch) {
        return api.as(caller).patch("/api/v1/products/" + product, patch, "If-Match", "\"" + version + "\"");
    }

    private Product stored() {
        return fixtures.in(caller, tx -> Products.get(tx, id));
    }

    @Test
    void changesWhatIsNamedClearsWhatIsNullAndKeepsTheRest() {
        change(1, "{\"description\": \"White\", \"gtin\": \"4006381333931\", \"taxClass\": \"reduced\"}").expect(200);
        Api.Answer answer = change(2, "{\"gtin\": null, \"name\": \"Tofu\"}").expect(200);
        assertEquals("\"3\"", answer.header("ETag"));
        assertEquals(new Product(id, "A1", "Tofu", "White", "C62", "reduced", "fifo", "none", true, null, "active", null, 3), stored());
    }

    @Test
    void changesUnitValuationAndTrackingBeforeTheFirstMove() {
        change(1, "{\"unit\": \"SET\", \"valuation\": \"average\", \"tracking\": \"lot\"}").expect(200);
        change(2, "{\"tracking\": null, \"stocked\": false}").expect(200);
        change(3, "{\"valuation\": null}").expect(200);
        assertEquals(new Product(id, "A1", "Product A1", null, "SET", "standard", "fifo", "none", false, null, "active", null, 4),
                stored());
    }

    @Test
    void fixesThemWithTheFirstMove() {
        fixtures.stock(caller, id, "2", "14.00");
        change(1, "{\"unit\": \"KGM\"}").expect(409, "uom_locked");
        change(1, "{\"valuation\": \"average\"}").expect(409, "valuation_locked");
        change(1, "{\"tracking\": \"serial\"}").expect(409, "tracking_locked");
        change(1, "{\"stocked\": false}").expect(409, "stocked_locked");
        change(1, "{\"unit\": \"KGM\", \"name\": \" \"}").expect(409, "uom_locked");
        change(1, "{\"unit\": \"C62\", \"name\": \"Tofu\", \"state\": \"archived\"}").expect(200);
        assertEquals("archived", stored().state());
    }

    @Test
    void demandsTheVersionThatIsChanged() {
        api.as(caller).patch("/api/v1/products/" + id, "{}").expect(428, "if_match_missing");
        change(9, "{}").expect(412, "version_stale");
        change(UUID.randomUUID(), 1, "{}").expect(404, "not_found");
    }

    @Test
    void refusesWrongValues() {
        fixtures.product(caller, "B2", "10.00");
        change(1, "{\"number\": \"B2\"}").expect(409, "product_number_taken");
        change(1, "{\"number\": null}").expect(422, "required");
        change(1, "{\"unit\": \"XYZ\"}").expect(422, "unit_unknown");
        change(1, "{\"gtin\": \"4006381333932\"}").expect(422, "gtin_checksum");
        change(1, "{\"stocked\": false, \"tracking\": \"lot\"}").expect(422, "tracking_without_stock");
        change(1, "{\"name\": \" \"}").expect(422, "required");
        change(1, "{\"unit\": null}").expect(400, "missing_field");
        change(1, "{\"version\": 7}").expect(400, "unknown_field");
        assertEquals(1, stored().version());
        assertNull(stored().gtin());
    }

    @Test
    void doesNotChangeTheValuationUnderTheFirstMove() {
        for (int i = 0; i < ROUNDS; i++) {
            UUID product = fixtures.product(caller, "R" + i, "10.00");
            if (i % 2 == 0) {
                // Half of the products have been changed before, so that their pool is there.
                change(product, 1, "{\"valuation\": \"average\"}").expect(200);
                change(product, 2, "{\"valuation\": \"fifo\"}").expect(200);
            }
            int version = i % 2 == 0 ? 3 : 1;
            CompletableFuture<Void> move = CompletableFuture.runAsync(() -> fixtures.stock(caller, product, "2", "14.00"));
            Api.Answer answer = change(product, version, "{\"valuation\": \"average\"}");
            move.join();
            if (answer.status() != 200) {
                answer.expect(409, "valuation_locked");
            }
            assertEquals(answer.status() == 200 ? 0 : 1, fixtures.value(caller, Integer.class,
                    "select count(*)::integer from inventory.open_layers where product_id = ?", product));
        }
    }
}
