package erp.imports;

import erp.sales.Address;
import erp.web.Decimal;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Objects;

/**
 * A row of an import of orders: one line, with what its order is beside it.
 *
 * @param externalId    the order's; rows that share it are lines of one order
 * @param partner       the customer's external id, or its customer number
 * @param orderDate     the company's today when absent
 * @param confirm       whether to confirm the order and reserve what is there
 * @param product       the product's number, or its external id
 * @param unitPrice     the price list's when absent
 * @param shipToName    with city and country, where the goods go; the customer's address when absent
 */
@Introspected
record ImportedOrder(@Size(min = 1, max = 100) String externalId, @Size(min = 1, max = 100) String partner, @Nullable LocalDate orderDate,
                    @Nullable LocalDate requestedDate, @Nullable @Size(max = 40) String location,
                    @Nullable @Size(max = 100) String customerReference, @Nullable Boolean confirm,
                    @Nullable @Size(max = 200) String shipToName, @Nullable @Size(max = 200) String shipToStreet,
                    @Nullable @Size(max = 20) String shipToPostalCode, @Nullable @Size(max = 100) String shipToCity,
                    @Nullable @Size(min = 2, max = 2) String shipToCountry, @Size(min = 1, max = 100) String product,
                    @Decimal(scale = 6, min = "0.000001", max = "999999999") BigDecimal quantity,
                    @Nullable @Decimal(scale = 6, min = "0", max = "999999999") BigDecimal unitPrice,
                    @Nullable @Decimal(scale = 6, min = "0", max = "100") BigDecimal discountPercent,
                    @Nullable @Size(min = 1, max = 500) String description) {

    /** What all lines of an order say alike. */
    record Head(String partner, LocalDate orderDate, LocalDate requestedDate, String location, String customerReference, Boolean confirm,
                Address shipTo) {
    }

    Head head() {
        boolean elsewhere = !(shipToName == null && shipToStreet == null && shipToPostalCode == null && shipToCity == null
                && shipToCountry == null);
        return new Head(partner, orderDate, requestedDate, location, customerReference, Objects.requireNonNullElse(confirm, false),
                elsewhere ? new Address(shipToName, shipToStreet, shipToPostalCode, shipToCity, shipToCountry) : null);
    }
}
