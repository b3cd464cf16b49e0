package erp.inventory.queryinventory;

import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.RequestBean;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/** All moves of goods, which are only ever added. */
@Controller
@Function(name = "query-inventory")
class StockMoves {

    private static final Listing<Move> LIST = Listing.of(Move.class, """
            select m.id, m.product_id, p.number as product_number, f.code as from_location, t.code as to_location,
                   m.lot, m.quantity,
                   p.unit, coalesce((select sum(v.value) from inventory.value_layers v
                                      where v.company_id = m.company_id and v.move_id = m.id), 0) as value,
                   m.business_date as date, m.source_type, m.source_id, m.source_line, m.recorded_at
              from inventory.moves m
              join products.products p on p.company_id = m.company_id and p.id = m.product_id
              join inventory.locations f on f.company_id = m.company_id and f.id = m.from_location
              join inventory.locations t on t.company_id = m.company_id and t.id = m.to_location
             where m.company_id = ?""", "id", "-id");

    private final Work work;

    StockMoves(Work work) {
        this.work = work;
    }

    /** The moves, newest first unless sorted otherwise. */
    @Get("/api/v1/stock-moves")
    Page<Move> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    /**
     * Goods that moved.
     *
     * @param fromLocation the code of the place they left
     * @param toLocation   the code of the place they went to
     * @param value        by what they changed the value of the stock, below zero when they left it
     * @param sourceType   the kind of document that wanted it, for example {@code delivery}
     */
    @Introspected
    record Move(UUID id, UUID productId, String productNumber, String fromLocation, String toLocation, String lot,
                BigDecimal quantity, String unit,
                BigDecimal value, LocalDate date, String sourceType, UUID sourceId, int sourceLine, Instant recordedAt) {
    }
}
