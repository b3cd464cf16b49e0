package erp.inventory.releasestock;

import erp.money.Rounding;
import erp.stock.Arrivals;
import erp.stock.Reservations;
import erp.stock.StockCode;
import erp.web.Function;
import erp.work.Refusal;
import erp.work.Versioned;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;

/**
 * Reserved goods are free again, for orders that wait for them first. What a document has reserved is not released here: its
 * order is amended or cancelled.
 *
 * <p>Refused: 404; 412 {@code version_stale}; 409 {@code reservation_of_document}, {@code reservation_state} when it has ended.
 */
@Controller
@Function(name = "release-stock")
class ReleaseStock {

    private final Work work;
    private final Arrivals arrivals;

    ReleaseStock(Work work, Arrivals arrivals) {
        this.work = work;
        this.arrivals = arrivals;
    }

    @Post("/api/v1/stock-reservations/{id}/release")
    HttpResponse<Response> release(@PathVariable UUID id) {
        return work.once(tx -> {
            Row row = tx.get(Row.class, """
                    select id, product_id, location_id, lot, quantity, state, source_type, source_line, version from inventory.reservations
                     where company_id = ? and id = ? for no key update""", tx.company(), id);
            row.refuseStale(tx.call());
            row.requireReleasable();
            Reservations.release(tx, List.of(row.reserved()));
            arrivals.released(tx, List.of(row.reserved()));
            return new Response(id, row.productId, row.lot, Rounding.normal(row.quantity), "released", row.version + 1);
        });
    }

    private record Row(UUID id, UUID productId, UUID locationId, String lot, BigDecimal quantity, String state, String sourceType,
                       int sourceLine, int version) implements Versioned {

        void requireReleasable() {
            if (!sourceType.equals(Reservations.FREE)) {
                throw new Refusal(StockCode.RESERVATION_OF_DOCUMENT, sourceType);
            }
            if (!state.equals("reserved")) {
                throw new Refusal(StockCode.RESERVATION_STATE, state);
            }
        }

        Reservations.Reserved reserved() {
            return new Reservations.Reserved(id, productId, locationId, lot, quantity, sourceLine);
        }
    }

    /** The reservation as it has ended. */
    @Introspected
    record Response(UUID id, UUID productId, String lot, BigDecimal quantity, String state, int version) implements Versioned {
    }
}
