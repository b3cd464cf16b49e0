package erp.ledger.queryledger;

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

/** Posted entries, the newest business date first, and each with its lines. */
@Controller
@Function(name = "query-ledger")
class JournalEntries {

    private static final String SELECT = """
            select e.id, e.period, e.business_date as date, e.text, e.currency, e.source_type, e.source_id, e.reverses_id,
                   r.id as reversed_by_id, s.seal_no, e.recorded_at, e.recorded_by
              from ledger.entries e
              left join ledger.entries r on r.company_id = e.company_id and r.reverses_id = e.id
              left join ledger.seals s on s.company_id = e.company_id and s.entry_id = e.id
             where e.company_id = ?""";
    private static final Listing<Row> LIST = Listing.of(Row.class, SELECT, "id", "-date");

    private final Work work;

    JournalEntries(Work work) {
        this.work = work;
    }

    @Get("/api/v1/journal-entries")
    Page<Row> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    /** One posted entry with its lines. */
    @Get("/api/v1/journal-entries/{id}")
    Entry one(@PathVariable UUID id) {
        return work.read(tx -> Entry.of(tx.get(Row.class, SELECT + " and e.id = ?", tx.company(), id), lines(tx, id)));
    }

    private static List<Line> lines(Tx tx, UUID id) {
        return tx.list(Line.class, """
                select n, account, debit, credit, partner_id, tax_category, tax_rate, tax_base, box, text
                  from ledger.lines where company_id = ? and entry_id = ? order by n""", tx.company(), id);
    }

    /**
     * An entry in the list.
     *
     * @param sourceType   the kind of document it comes from, {@code manual} for what was posted by hand
     * @param reversesId   the entry it takes back
     * @param reversedById the entry that takes it back
     * @param sealNo       its place in the chain; absent until it is sealed
     */
    @Introspected
    record Row(UUID id, String period, LocalDate date, String text, String currency, String sourceType, UUID sourceId,
               @Nullable UUID reversesId, @Nullable UUID reversedById, @Nullable Long sealNo, Instant recordedAt, UUID recordedBy) {
    }

    /** An entry with its lines. */
    @Introspected
    record Entry(UUID id, String period, LocalDate date, String text, String currency, String sourceType, UUID sourceId,
                 @Nullable UUID reversesId, @Nullable UUID reversedById, @Nullable Long sealNo, Instant recordedAt, UUID recordedBy,
                 List<Line> lines) {

        static Entry of(Row row, List<Line> lines) {
            return new Entry(row.id, row.period, row.date, row.text, row.currency, row.sourceType, row.sourceId, row.reversesId,
                    row.reversedById, row.sealNo, row.recordedAt, row.recordedBy, lines);
        }
    }

    /**
     * A line.
     *
     * @param box the Kennzahl of the UStVA it counts for
     */
    @Introspected
    record Line(int n, String account, BigDecimal debit, BigDecimal credit, @Nullable UUID partnerId, @Nullable String taxCategory,
                @Nullable BigDecimal taxRate, @Nullable BigDecimal taxBase, @Nullable String box, @Nullable String text) {
    }
}
