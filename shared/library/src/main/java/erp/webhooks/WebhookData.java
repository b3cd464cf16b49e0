package erp.webhooks;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * What is said about a webhook.
 *
 * @param url    https, on port 443 or 8443
 * @param events what it is told of
 * @param active whether it is told; true when absent. What falls due while it is not is skipped.
 */
@Introspected
public record WebhookData(@Size(min = 1, max = 2000) String url, @Size(min = 1, max = 20) List<EventType> events,
                          @Nullable Boolean active) {

    /** The names of the events, each once. */
    public List<String> names() {
        return events.stream().map(EventType::text).distinct().sorted().toList();
    }

    /** Whether it is told. */
    public boolean isTold() {
        return active == null || active;
    }
}
