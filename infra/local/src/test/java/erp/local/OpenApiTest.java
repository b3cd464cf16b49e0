package erp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import erp.testing.Api;
import erp.testing.Fixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class OpenApiTest {

    private static final Path RESOURCES = Path.of(System.getProperty("erp.root"), "functions/platform/query-platform/src/main/resources");

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    ObjectMapper json;

    /** A change of the API is a change of these files, seen in review; {@code -Dopenapi.write} writes them. */
    @Test
    void theDocumentIsTheOneCheckedIn() throws IOException {
        Map<String, Object> document = OpenApi.document(Path.of(System.getProperty("erp.root")));
        new Examples(json, () -> Stage.of(api, fixtures)).into(document);
        checkedIn("openapi/erp.yaml", OpenApi.yaml(document));
        checkedIn("erp/platform/queryplatform/refusals.csv", OpenApi.refusals(document));
    }

    /** What a path names is plain; what else can be given is said. */
    @Test
    void everyParameterOfAQuerySaysWhatItIs() {
        JsonNode document = json.valueToTree(OpenApi.document(Path.of(System.getProperty("erp.root"))));
        List<String> silent = new ArrayList<>();
        document.get("paths").properties().forEach(path -> path.getValue().findValues("parameters").stream().flatMap(JsonNode::valueStream)
                .forEach(parameter -> {
                    if (parameter.path("in").asText().equals("query") && parameter.path("description").asText().isBlank()) {
                        silent.add(path.getKey() + " " + parameter.get("name"));
                    }
                }));
        assertEquals(List.of(), silent);
    }

    private static void checkedIn(String name, String text) throws IOException {
        Path file = RESOURCES.resolve(name);
        if (System.getProperty("openapi.write") != null) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        assertEquals(Files.readString(file), text, "the API has changed: run ./mvnw verify -Dopenapi.write and look at the difference");
    }
}
