package erp.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.Yaml;

/**
 * A write operation, as the OpenAPI document has it.
 *
 * @param name          its operation id
 * @param function      the function that does it
 * @param path          with {@code {id}} where it is about a document
 * @param body          the schema of its body; missing where it has none
 * @param open          whether nobody needs to be signed in
 * @param ownId         whether the id is one that no other company has
 * @param ifMatch       whether it looks at the version that was seen
 * @param ifMatchNeeded whether it wants to be told
 * @param success       the status of its success
 */
record Write(String name, String function, String method, String path, JsonNode body, boolean open, boolean ownId, boolean ifMatch,
             boolean ifMatchNeeded, int success) {

    private static final Set<String> METHODS = Set.of("post", "put", "patch", "delete");

    /** The document of the API. */
    static JsonNode document(ObjectMapper json) throws IOException {
        try (InputStream file = Write.class.getResourceAsStream("/openapi/erp.yaml")) {
            return json.valueToTree(new Yaml().<Object>load(file));
        }
    }

    /** All of the document, in its order. */
    static List<Write> of(JsonNode document) {
        List<Write> writes = new ArrayList<>();
        document.get("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(operation -> METHODS.contains(operation.getKey()))
                .forEach(operation -> writes.add(of(path.getKey(), operation.getKey(), operation.getValue()))));
        return writes;
    }

    private static Write of(String path, String method, JsonNode operation) {
        List<String> refs = operation.get("parameters").findValuesAsText("$ref");
        boolean needed = refs.contains("#/components/parameters/IfMatch");
        return new Write(operation.get("operationId").asText(), operation.get("x-function").asText(), method.toUpperCase(), path,
                operation.at("/requestBody/content/application~1json/schema"),
                operation.has("security") && operation.get("security").isEmpty(),
                operation.get("parameters").findValuesAsText("format").contains("uuid"),
                needed || refs.contains("#/components/parameters/IfMatchOptional"), needed, success(operation.get("responses")));
    }

    private static int success(JsonNode responses) {
        return responses.properties().stream().map(response -> Integer.parseInt(response.getKey())).filter(status -> status < 300)
                .findFirst().orElseThrow();
    }

    boolean hasBody() {
        return !body.isMissingNode();
    }

    boolean hasId() {
        return path.contains("{id}");
    }

    /** Whether it makes the document where there is none. */
    boolean makesIt() {
        return method.equals("PUT");
    }

    @Override
    public String toString() {
        return name + ": " + method + " " + path;
    }
}
