package erp.imports;

import com.fasterxml.jackson.annotation.JsonProperty;
import erp.csv.Csv;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.WorkCode;
import java.util.List;

/**
 * Brings rows of one kind into the books.
 *
 * @param <T> what rows are read as
 */
public interface Importer<T> {

    /** What rows stand for, and the function whose permission it takes to bring them in. */
    enum Kind {
        @JsonProperty("partners")
        PARTNERS("create-partner"),
        @JsonProperty("products")
        PRODUCTS("create-product"),
        @JsonProperty("stock")
        STOCK("adjust-stock"),
        @JsonProperty("orders")
        ORDERS("place-order");

        private final String function;

        Kind(String function) {
            this.function = function;
        }

        /** Whoever may do this may import. */
        public String function() {
            return function;
        }
    }

    Kind kind();

    /** The columns its tables may have. */
    List<String> columns();

    /** The rows that become one thing together: each for itself, unless said otherwise. */
    default List<List<Csv.Row>> things(ImportTable table) {
        return table.rows().stream().map(List::of).toList();
    }

    /**
     * What rows stand for, as far as they alone can tell.
     *
     * @throws Refusal why they stand for nothing
     */
    T read(ImportTable table, List<Csv.Row> rows);

    /** Those of the names that something here has already. */
    List<String> known(Tx tx, List<String> externalIds);

    /**
     * Creates what rows stand for.
     *
     * @return whether it was created; false where something with its external id is there already
     * @throws Refusal why not
     */
    boolean bring(Tx tx, T thing);

    /** Demands the name by which a row is known when it comes again. */
    static void requireExternalId(String externalId) {
        if (externalId == null) {
            throw new Refusal(List.of(new Refusal.Field("/externalId", WorkCode.REQUIRED)), WorkCode.REQUIRED);
        }
    }
}
