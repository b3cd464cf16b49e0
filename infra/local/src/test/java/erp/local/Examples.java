package erp.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The examples of the API's document: the requests that the test of the contract sends. Each is made for two companies, and what
 * differs between them is an id, a login or a token, in whose place the example has one that stays the same.
 */
final class Examples {

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private final ObjectMapper json;
    private final Supplier<Stage> stages;

    Examples(ObjectMapper json, Supplier<Stage> stages) {
        this.json = json;
        this.stages = stages;
    }

    /** Puts them into a document, for every write that has a case. */
    void into(Map<String, Object> document) throws IOException {
        for (Write write : Write.of(json.valueToTree(document))) {
            Optional<Cases.Case> one = Cases.of(write, stages.get());
            Optional<Cases.Case> two = Cases.of(write, stages.get());
            if (one.isPresent() && two.isPresent()) {
                Made made = new Made();
                Map<String, Object> operation = at(document, "paths", write.path(), write.method().toLowerCase());
                if (one.get().id() != null) {
                    List<Object> parameters = new ArrayList<>((List<?>) operation.get("parameters"));
                    parameters.replaceAll(parameter -> parameter instanceof Map<?, ?> map && "id".equals(map.get("name"))
                            ? with(map, "example", made.text("id", one.get().id(), two.get().id())) : parameter);
                    operation.put("parameters", parameters);
                }
                if (write.hasBody()) {
                    JsonNode body = made.node("", json.readTree(one.get().body()), json.readTree(two.get().body()));
                    at(operation, "requestBody", "content", "application/json").put("example", json.convertValue(body, Object.class));
                }
            }
        }
    }

    /** One example: the same id wherever the request has the same one. */
    private final class Made {

        private final Map<String, String> ids = new LinkedHashMap<>();

        JsonNode node(String field, JsonNode one, JsonNode two) {
            if (one instanceof ObjectNode object) {
                object.properties().forEach(entry -> entry.setValue(node(entry.getKey(), entry.getValue(), two.get(entry.getKey()))));
            } else if (one instanceof ArrayNode array) {
                for (int i = 0; i < array.size(); i++) {
                    array.set(i, node(field, array.get(i), two.get(i)));
                }
            } else if (one.isTextual()) {
                return json.getNodeFactory().textNode(text(field, one.asText(), two.asText()));
            }
            return one.equals(two) || one.isContainerNode() ? one : json.getNodeFactory().numberNode(1);
        }

        String text(String field, String one, String two) {
            if (one.equals(two)) {
                return one;
            } else if (UUID.matcher(one).matches()) {
                return ids.computeIfAbsent(one, _ -> "0193a5b0-7c00-7000-8000-%012d".formatted(ids.size() + 1));
            }
            String named = UUID.matcher(one).replaceAll("kim");
            return named.equals(one) ? "<" + field + ">" : named;
        }
    }

    private static Map<Object, Object> with(Map<?, ?> map, String key, Object value) {
        Map<Object, Object> copy = new LinkedHashMap<>(map);
        copy.put(key, value);
        return copy;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> at(Map<String, Object> parent, String... path) {
        Map<String, Object> found = parent;
        for (String name : path) {
            found = (Map<String, Object>) found.get(name);
        }
        return found;
    }
}
