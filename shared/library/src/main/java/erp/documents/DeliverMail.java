package erp.documents;

import erp.tasks.Task;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import java.util.List;
import java.util.UUID;

/**
 * Wanted: a mail that takes documents away, those named here and those that the tasks have rendered which this one waited for.
 *
 * @param to        one address
 * @param key       at most one mail is sent for the first document under a key
 * @param subject   the document's title when null
 * @param text      what the document's template says when null
 * @param documents identifiers of documents; may be empty
 */
@Introspected
@Task(name = "deliver-mail", attempts = 10, backoffSeconds = 30, timeLimitSeconds = 90, concurrency = 8)
public record DeliverMail(String to, String key, @Nullable String subject, @Nullable String text, List<UUID> documents) {
}
