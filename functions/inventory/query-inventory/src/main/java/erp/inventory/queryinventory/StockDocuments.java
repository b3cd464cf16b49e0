package erp.inventory.queryinventory;

import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
import erp.work.Tx;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.RequestBean;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** Stock adjustments and transfers, as lists and one by one. */
@Controller
@Function(name = "query-inventory")
class StockDocuments {

    private static final String ADJUSTMENTS = """
            select a.id, a.reason, a.business_date as date, a.note, a.external_id, a.recorded_at
              from inventory.adjustments a where a.company_id = ?""";
    private static final String TRANSFERS = """
            select t.id, t.business_date as date, t.note, t.recorded_at from inventory.transfers t where t.company_id = ?""";
    private static final Listing<AdjustmentRow> ALL_ADJUSTMENTS = Listing.of(AdjustmentRow.class, ADJUSTMENTS, "id", "-id");
    private static final Listing<TransferRow> ALL_TRANSFERS = Listing.of(TransferRow.class, TRANSFERS, "id", "-id");

    private final Work work;

    StockDocuments(Work work) {
        this.work = work;
    }

    /** The adjustments, newest first unless sorted otherwise. */
    @Get("/api/v1/stock-adjustments")
    Page<AdjustmentRow> adjustments(@RequestBean ListQuery query) {
        return work.read(tx -> ALL_ADJUSTMENTS.page(tx, query));
    }

    /** One adjustment with its lines. */
    @Get("/api/v1/stock-adjustments/{id}")
    Adjustment adjustment(@PathVariable UUID id) {
        return work.read(tx -> {
            Tx.Later<List<Line>> lines = lines(tx, id);
            AdjustmentRow row = tx.get(AdjustmentRow.class, ADJUSTMENTS + " and a.id = ?", tx.company(), id);
            return new Adjustment(row.id, row.reason, row.date, row.note, row.externalId, row.recordedAt, lines.get());
        });
    }

    /** The transfers, newest first unless sorted otherwise. */
    @Get("/api/v1/stock-transfers")
    Page<TransferRow> transfers(@RequestBean ListQuery query) {
        return work.read(tx -> ALL_TRANSFERS.page(tx, query));
    }

    /** One transfer with its lines. */
    @Get("/api/v1/stock-transfers/{id}")
    Transfer transfer(@PathVariable UUID id) {
        return work.read(tx -> {
            Tx.Later<List<Line>> lines = lines(tx, id);
            TransferRow row = tx.get(TransferRow.class, TRANSFERS + " and t.id = ?", tx.company(), id);
            return new Transfer(row.id, row.date, row.note, row.recordedAt, lines.get());
        });
    }

    private static Tx.Later<List<Line>> lines(Tx tx, UUID source) {
        return tx.later(Line.class, """
                select m.source_line as n, m.product_id, f.code as from_location, t.code as to_location,
                       m.lot, m.quantity,
                       coalesce((select sum(v.value) from inventory.value_layers v
                                  where v.company_id = m.company_id and v.move_id = m.id), 0) as value
                  from inventory.moves m
                  join inventory.locations f on f.company_id = m.company_id and f.id = m.from_location
                  join inventory.locations t on t.company_id = m.company_id and t.id = m.to_location
                 where m.company_id = ? and m.source_id = ? order by m.source_line, m.id""", tx.company(), source);
    }

    /** Goods of a document, from one place to another, and by what they changed the value of the stock. */
    @Introspected
    record Line(int n, UUID productId, String fromLocation, String toLocation, String lot, BigDecimal quantity, BigDecimal value) {
    }

    /** An adjustment in the list. */
    @Introspected
    record AdjustmentRow(UUID id, String reason, LocalDate date, @Nullable String note, @Nullable String externalId, Instant recordedAt) {
    }

    /** An adjustment with its lines. */
    @Introspected
    record Adjustment(UUID id, String reason, LocalDate date, @Nullable String note, @Nullable String externalId, Instant recordedAt,
                      List<Line> lines) {
    }

    /** A transfer in the list. */
    @Introspected
    record TransferRow(UUID id, LocalDate date, @Nullable String note, Instant recordedAt) {
    }

    /** A transfer with its lines. */
    @Introspected
    record Transfer(UUID id, LocalDate date, @Nullable String note, Instant recordedAt, List<Line> lines) {
    }
}
