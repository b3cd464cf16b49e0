package erp.tasks.desk;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * Arguments of a task of any kind, as a request gives them.
 *
 * @param object what stands there
 */
@Introspected
@Schema(type = "object", implementation = Object.class)
public record Arguments(@JsonValue ObjectNode object) {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Arguments {
    }

    /** As JSON. */
    public String text() {
        return object.toString();
    }
}
