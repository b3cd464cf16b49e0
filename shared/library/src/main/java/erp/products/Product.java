package erp.products;

import erp.work.Identified;
import erp.work.Versioned;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import java.util.UUID;

/**
 * A product as it stands in the books; {@link ProductData} says what the fields mean.
 *
 * @param number absent only in the answer to a dry run, which gives none
 */
@Introspected
public record Product(UUID id, @Nullable String number, String name, @Nullable String description, String unit, String taxClass,
                      String valuation, String tracking, boolean stocked, @Nullable String gtin, String state,
                      @Nullable String externalId, int version) implements Identified, Versioned {

    /** The same with the number a caller named, which may be none. */
    Product numbered(@Nullable String named) {
        return new Product(id, named, name, description, unit, taxClass, valuation, tracking, stocked, gtin, state, externalId, version);
    }
}
