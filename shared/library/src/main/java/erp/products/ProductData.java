package erp.products;

import erp.tax.ProductTaxClass;
import erp.work.Refusal;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * A product as callers describe one.
 *
 * @param number     the company's own, unique; one is given when absent
 * @param unit       UN/ECE Recommendation 20, for example {@code C62}
 * @param valuation  the company's when absent
 * @param tracking   {@code none} when absent
 * @param stocked    whether it is goods; true when absent, false for services
 * @param gtin       GS1, with its check digit
 * @param state      {@code active} when absent; archived products are no longer sold
 * @param externalId the product's name in another system, unique
 */
@Introspected
public record ProductData(
        @Nullable @Size(min = 1, max = 50) String number,
        @NotBlank @Size(max = 200) String name,
        @Nullable @Size(min = 1, max = 2000) String description,
        @Size(min = 2, max = 3) String unit,
        ProductTaxClass taxClass,
        @Nullable ValuationMethod valuation,
        @Nullable Tracking tracking,
        @Nullable Boolean stocked,
        @Nullable @Size(max = 14) String gtin,
        @Nullable ProductState state,
        @Nullable @Size(min = 1, max = 100) String externalId) {

    /**
     * Checks what one field cannot be checked for alone.
     *
     * @throws Refusal 422 {@code unit_unknown}, {@code gtin_format}, {@code gtin_checksum}, {@code tracking_without_stock},
     *                 {@code serial_is_counted}
     */
    public ProductData check() {
        UnitCode counted = UnitCode.of(unit);
        if (gtin != null) {
            new Gtin(gtin);
        }
        if (!isStocked() && tracked() != Tracking.NONE) {
            throw refusal("tracking", ProductsCode.TRACKING_WITHOUT_STOCK);
        }
        if (tracked() == Tracking.SERIAL && counted.isDivisible()) {
            throw refusal("unit", ProductsCode.SERIAL_IS_COUNTED, unit);
        }
        return this;
    }

    Tracking tracked() {
        return tracking == null ? Tracking.NONE : tracking;
    }

    boolean isStocked() {
        return stocked == null || stocked;
    }

    ProductState stateOrActive() {
        return state == null ? ProductState.ACTIVE : state;
    }

    static Refusal refusal(String field, ProductsCode code, Object... args) {
        return new Refusal(List.of(new Refusal.Field("/" + field, code, args)), code, args);
    }
}
