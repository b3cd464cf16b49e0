package erp.products.setprices;

import erp.products.ProductsCode;
import erp.web.Decimal;
import erp.work.Refusal;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * A price of a product from a quantity on, while it is valid.
 *
 * @param minQuantity in the product's unit, 1 when absent
 * @param validFrom   the first day
 * @param validTo     the last day; open when absent
 * @param price       for one unit, without tax, in the list's currency
 */
@Introspected
record Price(UUID productId, @Nullable @Decimal(scale = 6, min = "0.000001") BigDecimal minQuantity, LocalDate validFrom,
             @Nullable LocalDate validTo, @Decimal(scale = 6, min = "0") BigDecimal price) {

    private record Key(UUID productId, BigDecimal quantity) {
    }

    /** A price and its place in the list. */
    private record Placed(int index, Price price) {
    }

    BigDecimal quantity() {
        return minQuantity == null ? BigDecimal.ONE : minQuantity;
    }

    /**
     * Refuses two prices for the same product and quantity on the same day; the exclusion constraint {@code overlap} says the same.
     *
     * @throws Refusal 409 {@code overlap} that names the later line of the first two that overlap
     */
    static void refuseOverlap(List<Price> prices) {
        Map<Key, Placed> latest = new HashMap<>();
        IntStream.range(0, prices.size()).mapToObj(i -> new Placed(i, prices.get(i)))
                .sorted(Comparator.comparing((Placed placed) -> placed.price.validFrom).thenComparing(Placed::index))
                .forEach(placed -> latest.merge(new Key(placed.price.productId, placed.price.quantity().stripTrailingZeros()), placed,
                        (before, after) -> {
                            if (before.price.validTo == null || !before.price.validTo.isBefore(after.price.validFrom)) {
                                throw refusal(after.index, "validFrom", ProductsCode.OVERLAP, before.index + 1, after.index + 1);
                            }
                            return after;
                        }));
    }

    /**
     * Refuses a validity that ends before it begins.
     *
     * @throws Refusal 422 {@code validity_order}
     */
    static void check(List<Price> prices) {
        IntStream.range(0, prices.size())
                .filter(i -> prices.get(i).validTo != null && prices.get(i).validTo.isBefore(prices.get(i).validFrom)).findFirst()
                .ifPresent(i -> {
                    throw refusal(i, "validTo", ProductsCode.VALIDITY_ORDER, prices.get(i).validTo.toString());
                });
    }

    static Refusal unknownProduct(int index) {
        return refusal(index, "productId", ProductsCode.UNKNOWN_PRODUCT);
    }

    private static Refusal refusal(int index, String field, ProductsCode code, Object... args) {
        return new Refusal(List.of(new Refusal.Field("/prices/" + index + "/" + field, code, args)), code, args);
    }
}
