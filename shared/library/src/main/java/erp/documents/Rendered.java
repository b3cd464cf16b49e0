package erp.documents;

import io.micronaut.core.annotation.Introspected;
import java.util.UUID;

/**
 * A document that is kept.
 *
 * @param documentId  by which it is found
 * @param fileName    what it is called where it is saved
 * @param sha256      of its bytes, in hexadecimal digits
 * @param pages       how many it has
 */
@Introspected
public record Rendered(UUID documentId, String fileName, String sha256, int pages) {
}
