package erp.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.util.function.Function;

/** Values as the JSON text that a {@code jsonb} column keeps; nothing stays nothing. */
@Singleton
public final class JsonText {

    private final ObjectMapper json;

    JsonText(ObjectMapper json) {
        this.json = json;
    }

    /** A value as it is stored. */
    public @Nullable String of(@Nullable Object value) {
        try {
            return value == null ? null : json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A value as somebody has typed it.
     *
     * @throws Refusal 400 {@code invalid_field} where it is no such value
     */
    public <T> T typed(Class<T> type, String field, String text) {
        return parse(type, text, _ -> new Refusal(WorkCode.INVALID_FIELD, field));
    }

    /** A value as it was stored. */
    public <T> @Nullable T read(Class<T> type, @Nullable String text) {
        return text == null ? null : parse(type, text, IllegalStateException::new);
    }

    /** A value from somewhere else, with what is thrown where it is none; that is told what is wrong with it. */
    public <T> T parse(Class<T> type, String text, Function<String, RuntimeException> otherwise) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw otherwise.apply(e.getOriginalMessage());
        }
    }
}
