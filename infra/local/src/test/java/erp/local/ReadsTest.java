package erp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the API promises for every read of one document, tried on every such read of its document. */
@MicronautTest(transactional = false)
class ReadsTest {

    /** Documents that are not made by a POST to their collection that answers with their id. */
    private static final Map<String, Function<Stage, String>> MADE_OTHERWISE = Map.of(
            "/api/v1/companies", stage -> Integer.toString(stage.caller.company()),
            "/api/v1/deliveries/{id}/document", Stage::deliveryWithNote,
            "/api/v1/dunning-letters", Stage::dunningLetter,
            "/api/v1/price-lists", Stage::priceList,
            "/api/v1/roles", Stage::role,
            "/api/v1/sales-invoices/{id}/document", Stage::sentInvoice,
            "/api/v1/stock-reservations", Stage::reservation,
            "/api/v1/webhook-deliveries", Stage::webhookDelivery);
    /** Every company has all months: another company sees its own. */
    private static final String MONTHS = "/api/v1/accounting-periods/{id}";

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    ObjectMapper json;

    @TestFactory
    Stream<DynamicTest> aDocumentIsThereForItsOwnCompanyOnly() throws IOException {
        JsonNode document = Write.document(json);
        List<Write> writes = Write.of(document);
        List<String> reads = document.get("paths").properties().stream()
                .filter(path -> path.getKey().contains("{id}") && path.getValue().has("get")).map(Map.Entry::getKey).toList();
        assertTrue(reads.size() > 15 && reads.contains(MONTHS), reads::toString);
        return reads.stream().filter(path -> !path.equals(MONTHS)).map(path -> dynamicTest(path, () -> {
            Stage stage = Stage.of(api, fixtures);
            String made = MADE_OTHERWISE.containsKey(path) ? path : path.substring(0, path.indexOf("/{id}"));
            String address = path.replace("{id}", made(made, stage, writes));
            api.as(stage.caller).get(address).expect(200);
            for (Caller stranger : List.of(stage.another().caller, fixtures.company())) {
                api.as(stranger).get(address).expect(404, "not_found");
            }
            api.as(stage.powerless()).get(address).expect(403, "forbidden");
            api.as(null).get(address).expect(401, "token_missing");
        }));
    }

    /** The id of a new document of a collection. */
    private String made(String collection, Stage stage, List<Write> writes) {
        if (MADE_OTHERWISE.containsKey(collection)) {
            return MADE_OTHERWISE.get(collection).apply(stage);
        }
        Write creation = writes.stream().filter(write -> write.method().equals("POST") && write.path().equals(collection)).findFirst()
                .orElseThrow(() -> new AssertionError("say in MADE_OTHERWISE what makes one of " + collection));
        return api.as(stage.caller).post(collection, Cases.of(creation, stage).orElseThrow().body()).expect(201).at("/id");
    }

    @Test
    void aMonthIsEachCompanysOwn() {
        Stage stage = Stage.of(api, fixtures);
        String month = MONTHS.replace("{id}", stage.closedMonth());
        assertEquals("soft_closed", api.as(stage.caller).get(month).expect(200).at("/state"));
        assertEquals("open", api.as(stage.another().caller).get(month).expect(200).at("/state"));
    }
}
