package erp.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Bodies that follow from a valid one and its schema: those that must be refused, and another one that is as valid. */
final class Bodies {

    /** A body that cannot be taken: the code of the refusal and the place it points to. */
    record Unfit(String body, String code, String pointer) {
    }

    private final JsonNode document;
    private final JsonNode schema;
    private final JsonNode valid;

    Bodies(JsonNode document, JsonNode schema, JsonNode valid) {
        this.document = document;
        this.schema = schema;
        this.valid = valid;
    }

    /** For each object in the body: with a field that no one knows, and without each of its required fields. */
    List<Unfit> unfit() {
        List<Unfit> all = new ArrayList<>();
        objects(valid, schema, "", (pointer, required) -> {
            all.add(new Unfit(altered(pointer, object -> object.put("surprise", 1)), "unknown_field", pointer + "/surprise"));
            required.forEach(name -> {
                all.add(new Unfit(altered(pointer, object -> object.remove(name)), "missing_field", pointer + "/" + name));
                all.add(new Unfit(altered(pointer, object -> object.putNull(name)), "missing_field", pointer + "/" + name));
            });
        });
        return all;
    }

    /** The body with another value in the first place that takes any; nothing where there is no such place. */
    Optional<String> other() {
        JsonNode copy = valid.deepCopy();
        return alter(copy, schema) ? Optional.of(copy.toString()) : Optional.empty();
    }

    private interface Visitor {
        void visit(String pointer, List<String> required);
    }

    private void objects(JsonNode node, JsonNode given, String pointer, Visitor visitor) {
        JsonNode type = resolved(given);
        if (node.isObject() && !type.has("properties") && !type.has("additionalProperties")) {
            // It takes whatever somebody puts there.
            return;
        }
        if (node.isObject()) {
            List<String> required = new ArrayList<>();
            type.path("required").forEach(name -> required.add(name.asText()));
            visitor.visit(pointer, required);
            node.properties().forEach(field -> objects(field.getValue(), type.at("/properties/" + field.getKey()),
                    pointer + "/" + field.getKey(), visitor));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                objects(node.get(i), type.path("items"), pointer + "/" + i, visitor);
            }
        }
    }

    private String altered(String pointer, Consumer<ObjectNode> alteration) {
        JsonNode copy = valid.deepCopy();
        alteration.accept((ObjectNode) copy.at(pointer));
        return copy.toString();
    }

    private boolean alter(JsonNode node, JsonNode given) {
        JsonNode type = resolved(given);
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                JsonNode fieldType = resolved(type.at("/properties/" + field.getKey()));
                Optional<JsonNode> other = other(object, field.getValue(), fieldType);
                if (other.isPresent()) {
                    object.set(field.getKey(), other.get());
                    return true;
                }
                if (alter(field.getValue(), fieldType)) {
                    return true;
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (JsonNode item : array) {
                if (alter(item, type.path("items"))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Optional<JsonNode> other(ObjectNode factory, JsonNode value, JsonNode type) {
        if (value.isInt()) {
            return Optional.of(factory.numberNode(value.asInt() + 1));
        }
        if (value.isBoolean()) {
            return Optional.of(factory.booleanNode(!value.asBoolean()));
        }
        if (!value.isTextual() || type.has("enum")) {
            return Optional.empty();
        }
        return Optional.of(factory.textNode(switch (type.path("format").asText()) {
            case "uuid" -> UUID.randomUUID().toString();
            case "date" -> "2025-02-04";
            default -> value.asText() + "1";
        }));
    }

    private JsonNode resolved(JsonNode given) {
        JsonNode type = given.has("allOf") ? given.at("/allOf/0") : given;
        return type.has("$ref") ? document.at(type.get("$ref").asText().substring(1)) : type;
    }
}
