package erp.documents;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Introspected;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

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
        SALES_INVOICE("sales-invoices", "query-receivables"),
        /** A delivery that has left: its delivery note. */
        @JsonProperty("delivery")
        DELIVERY("deliveries", "query-sales"),
        /** A letter to a customer about what is overdue. */
        @JsonProperty("dunning_letter")
        DUNNING_LETTER("dunning-letters", "query-receivables");

        private final String collection;
        private final String readBy;

        Type(String collection, String readBy) {
            this.collection = collection;
            this.readBy = readBy;
        }

        /** The kind whose documents stand below this path of the API. */
        public static Optional<Type> of(String collection) {
            return Stream.of(values()).filter(type -> type.collection.equals(collection)).findFirst();
        }

        /** Whoever may call this function may read them. */
        public String readBy() {
            return readBy;
        }

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
