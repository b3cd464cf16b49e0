package erp.documents.delivermail;

import io.micronaut.core.annotation.Nullable;
import java.time.Instant;
import java.util.List;

/**
 * A mail with all that it says.
 *
 * @param messageId the same however often it is tried, so that whoever gets it twice knows
 * @param time      when it was first tried
 * @param company   whose it is: the name beside the sender's address
 * @param replyTo   where answers go
 */
record Mail(String messageId, Instant time, String company, String from, @Nullable String replyTo, String to, String subject, String text,
            List<File> files) {

    /** A document that goes with it. */
    record File(String name, byte[] bytes) {
    }
}
