package erp.documents;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Introspected;
import java.util.Locale;
import java.util.UUID;

/**
 * What a document is made of: something posted, shipped or decided, which does not change any more.
 *
 * @param type which kind
 * @param id   which one
 */
@Introspected
public record Source(Type type, UUID id) {

    /** The kinds. */
    public enum Type {
        /** An invoice, a credit note, or the reversing document of a cancelled invoice. */
        @JsonProperty("sales_invoice")
        SALES_INVOICE,
        /** A delivery that has left: its delivery note. */
        @JsonProperty("delivery")
        DELIVERY,
        /** A letter to a customer about what is overdue. */
        @JsonProperty("dunning_letter")
        DUNNING_LETTER;

        /** As it stands in the database. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An invoice, a credit note or a reversing document. */
    public static Source salesInvoice(UUID id) {
        return new Source(Type.SALES_INVOICE, id);
    }

    /** A delivery. */
    public static Source delivery(UUID id) {
        return new Source(Type.DELIVERY, id);
    }

    /** A dunning letter. */
    public static Source dunningLetter(UUID id) {
        return new Source(Type.DUNNING_LETTER, id);
    }
}
