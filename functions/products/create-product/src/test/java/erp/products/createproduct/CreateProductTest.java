package erp.products.createproduct;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import erp.company.Companies;
import erp.products.ProductData;
import erp.products.Products;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class CreateProductTest {

    private static final String PRODUCTS = "/api/v1/products";

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    ObjectMapper json;
    private Caller caller;

    @BeforeEach
    void company() {
        caller = fixtures.company();
    }

    /** A product by the piece with further fields as JSON members. */
    private static String product(String... members) {
        return """
                {"name": "Tofu", "unit": "C62", "taxClass": "reduced"%s}"""
                .formatted(members.length == 0 ? "" : ", " + String.join(", ", members));
    }

    private Api.Answer create(String body) {
        return api.as(caller).post(PRODUCTS, body);
    }

    private void refused(int status, String code, String members) {
        create(product(members)).expect(status, code);
    }

    @Test
    void assumesWhatIsUsual() {
        Api.Answer answer = create(product()).expect(201);
        ObjectNode created = ((ObjectNode) answer.body()).without(List.of("id"));
        assertEquals("""
                {"number":"P-1","name":"Tofu","unit":"C62","taxClass":"reduced","valuation":"fifo","tracking":"none","stocked":true,\
                "state":"active","version":1}""", created.toString());
        assertEquals("\"1\"", answer.header("ETag"));
        assertEquals(PRODUCTS + "/" + answer.at("/id"), answer.header("Location"));
    }

    @Test
    void keepsEverythingItIsTold() {
        Api.Answer answer = create(product("\"number\": \"T-14\"", "\"description\": \"40 - 100 g\"", "\"valuation\": \"average\"",
                "\"tracking\": \"lot\"", "\"stocked\": true", "\"gtin\": \"4006381333931\"", "\"state\": \"archived\"",
                "\"externalId\": \"14\""))
                .expect(201);
        ObjectNode created = ((ObjectNode) answer.body()).without(List.of("id"));
        assertEquals("""
                {"number":"T-14","name":"Tofu","description":"40 - 100 g","unit":"C62","taxClass":"reduced",\
                "valuation":"average","tracking":"lot","stocked":true,"gtin":"4006381333931","state":"archived",\
                "externalId":"14","version":1}""", created.toString());
    }

    @Test
    void givesNumbersThatNobodyHasChosen() {
        create(product("\"number\": \"P-1\"")).expect(201);
        create(product("\"number\": \"P-2\"")).expect(201);
        assertEquals("P-3", create(product()).expect(201).at("/number"));
        refused(409, "product_number_taken", "\"number\": \"P-1\"");
        api.as(fixtures.company()).post(PRODUCTS, product("\"number\": \"P-1\"")).expect(201);
    }

    @Test
    void givesNoNumberInADryRun() {
        Api.Answer dry = api.as(caller).post(PRODUCTS + "?dryRun=true", product()).expect(201);
        assertTrue(dry.body().at("/dryRun").booleanValue());
        assertTrue(dry.body().at("/number").isMissingNode());
        assertEquals("P-1", create(product()).expect(201).at("/number"));
    }

    @Test
    void refusesWrongValues() {
        refused(422, "gtin_checksum", "\"gtin\": \"4006381333932\"");
        refused(422, "gtin_format", "\"gtin\": \"123\"");
        refused(422, "tracking_without_stock", "\"tracking\": \"lot\", \"stocked\": false");
        refused(422, "range", "\"number\": \"\"");
        create(product().replace("C62", "XYZ")).expect(422, "unit_unknown");
        create(product("\"tracking\": \"serial\"").replace("C62", "KGM")).expect(422, "serial_is_counted");
        create(product().replace("Tofu", " ")).expect(422, "required");
    }

    @Test
    void refusesToReadWhatItDoesNotKnow() {
        refused(400, "unknown_field", "\"colour\": \"white\"");
        refused(400, "invalid_field", "\"valuation\": \"lifo\"");
        refused(400, "invalid_field", "\"stocked\": \"yes\"");
        create("{\"name\": \"Tofu\", \"unit\": \"C62\"}").expect(400, "missing_field");
    }

    @Test
    void takesAnExternalIdOnce() {
        create(product("\"externalId\": \"14\"")).expect(201);
        refused(409, "product_external_id_taken", "\"externalId\": \"14\"");
    }

    @Test
    void givesOneNumberToOneOfTenAtOnce() {
        List<Api.Answer> answers = api.as(caller).parallel(10, _ -> api.as(caller).request("POST", PRODUCTS, product("\"number\": \"A\""),
                UUID.randomUUID().toString()));
        assertEquals(1, answers.stream().filter(answer -> answer.status() == 201).count());
        answers.stream().filter(answer -> answer.status() != 201).forEach(answer -> answer.expect(409, "product_number_taken"));
    }

    @Test
    void findsWhatAnImportHasCreatedBefore() throws IOException {
        ProductData data = json.readValue(product("\"externalId\": \"14\""), ProductData.class);
        Products.Found first = fixtures.in(caller, tx -> Products.findOrCreate(tx, Companies.read(tx), data));
        Products.Found second = fixtures.in(caller, tx -> Products.findOrCreate(tx, Companies.read(tx), data));
        assertTrue(first.created());
        assertFalse(second.created());
        assertEquals(first.product(), second.product());
    }
}
