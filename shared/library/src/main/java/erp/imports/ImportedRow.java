package erp.imports;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import java.util.List;

/**
 * What became of a row of an import.
 *
 * @param line       its line in the file, the header being line 1
 * @param externalId its name in the system it comes from
 * @param code       why it failed
 * @param column     the column at fault, where it is one
 * @param detail     why it failed, in the words of the caller's language
 */
@Introspected
public record ImportedRow(int line, @Nullable String externalId, Result result, @Nullable String code, @Nullable String column,
                          @Nullable String detail) {

    /** Whether a row has become something. */
    public enum Result {
        @JsonProperty("created")
        CREATED,
        /** There is something with its external id already, which stays as it is. */
        @JsonProperty("unchanged")
        UNCHANGED,
        @JsonProperty("failed")
        FAILED;

        /** How many rows came to it. */
        public int count(List<ImportedRow> report) {
            return Math.toIntExact(report.stream().filter(row -> row.result == this).count());
        }
    }
}
