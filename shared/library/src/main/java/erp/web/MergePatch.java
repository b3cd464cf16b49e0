package erp.web;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;

/**
 * Changes to a document, as RFC 7396 (JSON Merge Patch) writes them: a field that is absent stays as it is, an explicit null clears
 * it. A field that is an object itself is given in full.
 *
 * <p>What can be said against the fields without looking at the document (unknown, of another type, null where a value is
 * required) is said while the body is read: 400. Everything else is for the document that results.
 *
 * @param <T> the record that also creates such documents; its components are the fields that can change
 */
@Introspected
@JsonDeserialize(using = MergePatch.Reader.class)
public final class MergePatch<T> {

    private final Class<T> type;
    private final ObjectNode changes;
    private final ObjectMapper json;

    private MergePatch(Class<T> type, ObjectNode changes, ObjectMapper json) {
        this.type = type;
        this.changes = changes;
        this.json = json;
    }

    /** The changes in the order of the record, nulls included: what a repeated request is recognised by. */
    @JsonValue
    ObjectNode changes() {
        return changes;
    }

    /**
     * What the document becomes. It still has to be validated.
     *
     * @param document as it is answered to callers; fields that cannot change are left out
     */
    public T applyTo(Object document) {
        try {
            ObjectNode merged = json.valueToTree(document);
            merged.retain(Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList());
            merged.setAll(changes);
            return json.treeToValue(merged, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("every field was readable, and together they are not", e);
        }
    }

    /** Reads a patch, and each of its fields as the record would. */
    static final class Reader extends JsonDeserializer<MergePatch<?>> implements ContextualDeserializer {

        private final Class<?> type;

        Reader() {
            this(Object.class);
        }

        private Reader(Class<?> type) {
            this.type = type;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
            return new Reader(context.getContextualType().containedType(0).getRawClass());
        }

        @Override
        public MergePatch<?> deserialize(JsonParser in, DeserializationContext context) throws IOException {
            if (!(context.readTree(in) instanceof ObjectNode fields)) {
                return context.reportInputMismatch(MergePatch.class, "a merge patch is an object");
            }
            ObjectNode changes = JsonNodeFactory.instance.objectNode();
            for (RecordComponent component : type.getRecordComponents()) {
                JsonNode value = fields.remove(component.getName());
                if (value != null) {
                    check(in, context, component, value);
                    changes.set(component.getName(), value);
                }
            }
            if (!fields.isEmpty()) {
                throw UnrecognizedPropertyException.from(in, type, fields.fieldNames().next(), List.of());
            }
            return new MergePatch<>(type, changes, (ObjectMapper) in.getCodec());
        }

        private void check(JsonParser in, DeserializationContext context, RecordComponent component, JsonNode value) throws IOException {
            JavaType fieldType = context.getTypeFactory().constructType(component.getGenericType());
            try {
                if (!value.isNull()) {
                    context.readTreeAsValue(value, fieldType);
                } else if (!isNullable(component)) {
                    throw InvalidNullException.from(context, PropertyName.construct(component.getName()), fieldType);
                }
            } catch (JsonMappingException e) {
                e.prependPath(type, component.getName());
                throw e;
            }
        }

        private static boolean isNullable(RecordComponent component) {
            return component.isAnnotationPresent(Nullable.class) || component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        }
    }
}
