package erp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.work.Ids;
import erp.work.Texts;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What may stand in the address of an operation is what its document names, and nothing else. */
@MicronautTest(transactional = false)
class ParametersTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    ObjectMapper json;

    @TestFactory
    List<DynamicTest> everyOperationTakesTheParametersOfItsDocumentAndNoOther() throws IOException {
        JsonNode document = Write.document(json);
        Api.As admin = api.as(fixtures.company());
        List<DynamicTest> tests = new ArrayList<>();
        document.get("paths").properties().forEach(path -> path.getValue().properties().forEach(operation -> {
            String method = operation.getKey().toUpperCase(Locale.ROOT);
            StringBuilder known = new StringBuilder("?");
            for (JsonNode given : operation.getValue().get("parameters")) {
                JsonNode parameter = given.has("$ref") ? document.at(given.get("$ref").asText().substring(1)) : given;
                if (parameter.get("in").asText().equals("query")) {
                    known.append(parameter.get("name").asText())
                            .append(parameter.at("/schema/type").asText().equals("boolean") ? "=true&" : "=1&");
                }
            }
            String address = path.getKey().replaceAll("\\{[^}]*}", Ids.next().toString()) + known;
            tests.add(dynamicTest(method + " " + path.getKey(), () -> {
                refused(admin, method, address, "surprise");
                // Names are exact, and a dry run is a write's.
                refused(admin, method, address, method.equals("GET") ? "dryRun" : "dryrun");
            }));
        }));
        assertTrue(tests.size() > 80, tests::toString);
        return tests;
    }

    /** They are looked at in the order in which they stand: the last is the one that is refused. */
    private void refused(Api.As caller, String method, String address, String unknown) {
        Api.Answer answer = api.send(caller.request(method, address + unknown + "=true", method.equals("GET") ? null : "{}",
                UUID.randomUUID().toString(), "Accept-Language", "en")).expect(400, "invalid_parameter");
        assertEquals(Texts.detail("invalid_parameter", Locale.ENGLISH, new Object[] {unknown}), answer.at("/detail"));
    }
}
