package erp.imports;

import erp.csv.Csv;
import erp.stock.AdjustmentLine;
import erp.stock.Adjustments;
import erp.web.Decimal;
import erp.work.Tx;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** Stock: each row is a stock adjustment of one product, the opening stock unless it says otherwise. */
@Singleton
class StockImporter implements Importer<StockImporter.StockRequest> {

    private final ImportRecords records;
    private final Adjustments adjustments;

    StockImporter(ImportRecords records, Adjustments adjustments) {
        this.records = records;
        this.adjustments = adjustments;
    }

    /**
     * A row.
     *
     * @param reason   opening, gain or loss
     * @param date     the company's today when absent
     * @param location the code of the storage place; the first one when absent
     * @param product  the product's number, or its external id
     * @param unitCost what one unit costs, net
     */
    @Introspected
    record StockRequest(@Size(min = 1, max = 100) String externalId, @Nullable Adjustments.Reason reason, @Nullable LocalDate date,
                        @Nullable @Size(max = 40) String location, @Size(min = 1, max = 100) String product,
                        @Decimal(scale = 6, min = "0.000001", max = "999999999") BigDecimal quantity,
                        @Nullable @Decimal(scale = 6, min = "0", max = "999999999") BigDecimal unitCost,
                        @Nullable @Size(min = 1, max = 100) String lot, @Nullable @Size(max = 500) String note) {
    }

    @Override
    public Kind kind() {
        return Kind.STOCK;
    }

    @Override
    public List<String> columns() {
        return ImportRecords.columns(StockRequest.class);
    }

    @Override
    public StockRequest read(ImportTable table, List<Csv.Row> rows) {
        return records.read(table, rows.getFirst(), StockRequest.class);
    }

    @Override
    public List<String> known(Tx tx, List<String> externalIds) {
        return tx.list(String.class, "select external_id from inventory.adjustments where company_id = ? and external_id = any(?)",
                tx.company(),
                externalIds);
    }

    @Override
    public boolean bring(Tx tx, StockRequest row) {
        Tx.Later<List<UUID>> known = tx.later(UUID.class,
                "select id from inventory.adjustments where company_id = ? and external_id = ?", tx.company(), row.externalId);
        UUID product = References.product(tx, row.product);
        if (!known.get().isEmpty()) {
            return false;
        }
        adjustments.adjust(tx, new Adjustments.Wish(row.reason == null ? Adjustments.Reason.OPENING : row.reason, row.date, row.location,
                row.note, row.externalId, List.of(new AdjustmentLine(product, row.quantity, row.unitCost, row.lot))));
        return true;
    }
}
