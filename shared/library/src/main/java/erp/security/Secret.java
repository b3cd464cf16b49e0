package erp.security;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * A text in a request that must not be shown again, neither in a log nor in an answer: a password, a refresh token.
 *
 * @param value the text itself
 */
@Introspected
@Schema(type = "string", format = "password", maxLength = 1000, implementation = String.class)
public record Secret(@JsonValue String value) {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Secret {
    }

    @Override
    public String toString() {
        return "…";
    }
}
