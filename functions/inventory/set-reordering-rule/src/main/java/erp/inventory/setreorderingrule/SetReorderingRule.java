package erp.inventory.setreorderingrule;

import erp.products.UnitCode;
import erp.stock.Location;
import erp.stock.Locations;
import erp.stock.StockCode;
import erp.web.Decimal;
import erp.web.Function;
import erp.work.Identified;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Versioned;
import erp.work.Work;
import erp.work.WorkCode;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Put;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How much of a product is kept at a storage place: below the minimum replenish-stock proposes to fill it up to the maximum. Repeating
 * changes nothing more: the version has moved on.
 *
 * <p>Refused: 404; where there is a rule, 428 and 412 without the version that is replaced; 409 {@code not_stocked};
 * 422 {@code unknown_location}, {@code maximum_below_minimum}, {@code quantity_fraction}.
 */
@Controller
@Function(name = "set-reordering-rule")
class SetReorderingRule {

    private final Work work;
    private final Locations locations;

    SetReorderingRule(Work work, Locations locations) {
        this.work = work;
        this.locations = locations;
    }

    private record Product(String number, String unit, boolean stocked) {
    }

    @Put("/api/v1/products/{id}/reordering-rule")
    HttpResponse<Response> set(@PathVariable UUID id, @Body Request request) {
        return work.once(request, tx -> {
            Product product = tx.get(Product.class, "select number, unit, stocked from products.products where company_id = ? and id = ?",
                    tx.company(), id);
            Location location = locations.storage(tx, request.location);
            Version seen = lock(tx, id, location);
            if (!product.stocked) {
                throw new Refusal(StockCode.NOT_STOCKED, product.number);
            }
            request.check(UnitCode.of(product.unit));
            write(tx, id, location, request, seen);
            return new Response(id, location.code(), request.minimum, request.maximum, request.lotSize(), seen.version + 1);
        });
    }

    private static Version lock(Tx tx, UUID product, Location location) {
        Optional<Version> known = tx.find(Version.class, """
                select version from inventory.reordering_rules where company_id = ? and product_id = ? and location_id = ? for update""",
                tx.company(), product, location.id());
        known.ifPresent(_ -> tx.call().requireIfMatch());
        known.orElse(Version.NONE).refuseStale(tx.call());
        return known.orElse(Version.NONE);
    }

    private static void write(Tx tx, UUID product, Location location, Request request, Version seen) {
        if (seen != Version.NONE) {
            tx.write("""
                    update inventory.reordering_rules set minimum = ?, maximum = ?, lot_size = ?, version = version + 1, changed_at = now(),
                           changed_by = platform.actor()
                     where company_id = ? and product_id = ? and location_id = ?""",
                    request.minimum, request.maximum, request.lotSize(), tx.company(), product, location.id());
        } else if (tx.list(Integer.class, """
                insert into inventory.reordering_rules (company_id, product_id, location_id, minimum, maximum, lot_size)
                values (?, ?, ?, ?, ?, ?) on conflict do nothing returning version""",
                tx.company(), product, location.id(), request.minimum, request.maximum, request.lotSize()).isEmpty()) {
            // Somebody has just made it: now it exists, and is replaced only by who has seen it.
            throw new Refusal(WorkCode.IF_MATCH_MISSING);
        }
    }

    private record Version(int version) implements Versioned {

        private static final Version NONE = new Version(0);
    }

    /**
     * The rule.
     *
     * @param location the code of the storage place; the first one when absent
     * @param minimum  below which it is filled up
     * @param maximum  up to which it is filled; at least the minimum
     * @param lotSize  of which only multiples can be had; 1 when absent
     */
    @Introspected
    record Request(@Nullable @Size(max = 40) String location,
                   @Decimal(scale = 6, min = "0", max = "999999999") BigDecimal minimum,
                   @Decimal(scale = 6, min = "0", max = "999999999") BigDecimal maximum,
                   @Nullable @Decimal(scale = 6, min = "0.000001", max = "999999999") BigDecimal lotSize) {

        public BigDecimal lotSize() {
            return lotSize == null ? BigDecimal.ONE : lotSize;
        }

        void check(UnitCode unit) {
            if (maximum.compareTo(minimum) < 0) {
                throw new Refusal(List.of(new Refusal.Field("/maximum", StockCode.MAXIMUM_BELOW_MINIMUM)), StockCode.MAXIMUM_BELOW_MINIMUM);
            }
            List.of(minimum, maximum, lotSize()).forEach(unit::check);
        }
    }

    /** The rule as it is now. */
    @Introspected
    record Response(UUID id, String location, BigDecimal minimum, BigDecimal maximum, BigDecimal lotSize, int version)
            implements Identified, Versioned {
    }
}
