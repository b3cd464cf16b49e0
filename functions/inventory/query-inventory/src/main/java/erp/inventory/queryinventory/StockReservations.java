package erp.inventory.queryinventory;

import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
import erp.work.Versioned;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.RequestBean;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/** Reservations, also those of orders, as a list and one by one. */
@Controller
@Function(name = "query-inventory")
class StockReservations {

    private static final String SELECT = """
            select r.id, r.product_id, p.number as product_number, l.code as location, r.lot, r.quantity,
                   p.unit, r.state,
                   r.source_type, r.source_id, r.source_line, r.version, r.recorded_at
              from inventory.reservations r
              join products.products p on p.company_id = r.company_id and p.id = r.product_id
              join inventory.locations l on l.company_id = r.company_id and l.id = r.location_id
             where r.company_id = ?""";
    private static final Listing<Reservation> LIST = Listing.of(Reservation.class, SELECT, "id", "-id");

    private final Work work;

    StockReservations(Work work) {
        this.work = work;
    }

    /** The reservations, newest first unless sorted otherwise. */
    @Get("/api/v1/stock-reservations")
    Page<Reservation> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    /** One reservation. */
    @Get("/api/v1/stock-reservations/{id}")
    Reservation get(@PathVariable UUID id) {
        return work.read(tx -> tx.get(Reservation.class, SELECT + " and r.id = ?", tx.company(), id));
    }

    /**
     * A reservation.
     *
     * @param state      reserved, consumed or released
     * @param sourceType the kind of document it is for: sales_order, or stock_reservation when it stands alone
     */
    @Introspected
    record Reservation(UUID id, UUID productId, String productNumber, String location, String lot, BigDecimal quantity,
                       String unit, String state,
                       String sourceType, UUID sourceId, int sourceLine, int version, Instant recordedAt) implements Versioned {
    }
}
