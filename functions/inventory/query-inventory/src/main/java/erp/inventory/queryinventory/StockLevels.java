package erp.inventory.queryinventory;

import erp.company.Companies;
import erp.web.AsOf;
import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.RequestBean;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** How much of what is where. */
@Controller
@Function(name = "query-inventory")
class StockLevels {

    private static final String KEY = "productId,locationId,lot";
    private static final Listing<Level> NOW = Listing.of(Level.class, """
            select b.product_id, p.number as product_number, p.unit, b.location_id, l.code as location, b.lot,
                   b.on_hand, b.reserved, b.on_hand - b.reserved as available
              from inventory.balances b
              join products.products p on p.company_id = b.company_id and p.id = b.product_id
              join inventory.locations l on l.company_id = b.company_id and l.id = b.location_id
             where b.company_id = ? and b.on_hand > 0""", KEY, KEY);
    private static final Listing<Level> THEN = Listing.of(Level.class, """
            select m.product_id, p.number as product_number, p.unit, m.location_id, l.code as location, m.lot,
                   sum(m.quantity) as on_hand, null::numeric as reserved, null::numeric as available
              from (select company_id, product_id, to_location as location_id, lot, quantity, business_date, recorded_at
                      from inventory.moves
                     union all
                    select company_id, product_id, from_location, lot, -quantity, business_date, recorded_at
                      from inventory.moves) m
              join products.products p on p.company_id = m.company_id and p.id = m.product_id
              join inventory.locations l on l.company_id = m.company_id and l.id = m.location_id and l.kind = 'storage'
             where m.company_id = ? and m.business_date <= ? and m.recorded_at <= ?
             group by m.product_id, p.number, p.unit, m.location_id, l.code, m.lot
            having sum(m.quantity) <> 0""", KEY, KEY).without(List.of("reserved", "available"));

    private final Work work;
    private final Companies companies;

    StockLevels(Work work, Companies companies) {
        this.work = work;
        this.companies = companies;
    }

    /**
     * The goods in stock by product, place and lot; where there are none, there is no row. With {@code asOf} or {@code knownAt} the
     * rows are the sums of the moves up to that day, as they were known at that time. Reservations have no history: {@code reserved}
     * and {@code available} are then absent, and cannot be asked for by {@code filter}, {@code sort} or {@code fields}.
     *
     * @param asOf    the last business date that counts; with {@code knownAt} alone the company's today
     * @param knownAt what was recorded later does not count; at least 30 seconds ago
     */
    @Get("/api/v1/stock-levels")
    Page<Level> list(@RequestBean ListQuery query, @Nullable @QueryValue LocalDate asOf, @Nullable @QueryValue Instant knownAt) {
        return work.read(tx -> {
            if (asOf == null && knownAt == null) {
                return NOW.page(tx, query);
            }
            AsOf then = AsOf.of(tx, companies.of(tx).date(tx.now()), asOf, knownAt);
            return THEN.page(tx, query, then.date(), then.recordedUntil());
        });
    }

    /**
     * Goods of a product and lot at a place.
     *
     * @param unit      the product's unit (UN/ECE Recommendation 20)
     * @param lot       the lot or serial number, empty for goods without
     * @param reserved  how much of it is promised to somebody
     * @param available how much is not
     */
    @Introspected
    record Level(UUID productId, String productNumber, String unit, UUID locationId, String location, String lot, BigDecimal onHand,
                 @Nullable BigDecimal reserved, @Nullable BigDecimal available) {
    }
}
