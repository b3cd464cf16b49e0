package erp.receivables.queryreceivables;

import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
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
import java.util.UUID;

/** What settled what. */
@Controller
@Function(name = "query-receivables")
class Allocations {

    private static final String SELECT = """
            select a.id, a.debit_item as debit_item_id, a.credit_item as credit_item_id, d.partner_id, a.business_date as date, a.amount,
              a.discount, d.currency, a.entry_id, a.undoes_id, u.id as undone_by_id, a.reason, a.recorded_at
              from receivables.allocations a
              join receivables.open_items d on d.company_id = a.company_id and d.id = a.debit_item
              left join receivables.allocations u on u.company_id = a.company_id and u.undoes_id = a.id
             where a.company_id = ?""";
    private static final Listing<Row> LIST = Listing.of(Row.class, SELECT, "id", "-id");

    private final Work work;

    Allocations(Work work) {
        this.work = work;
    }

    /** The allocations, newest first unless sorted otherwise. */
    @Get("/api/v1/allocations")
    Page<Row> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    /** One allocation. */
    @Get("/api/v1/allocations/{id}")
    Row get(@PathVariable UUID id) {
        return work.read(tx -> tx.get(Row.class, SELECT + " and a.id = ?", tx.company(), id));
    }

    /**
     * An allocation.
     *
     * @param amount     what both items lost; below zero where it undoes another
     * @param discount   what the debit item lost beside it as a cash discount; the negative amount where a credit note took it back
     * @param undoesId   the allocation that this one undoes
     * @param undoneById the allocation that undoes this one
     */
    @Introspected
    record Row(UUID id, UUID debitItemId, UUID creditItemId, UUID partnerId, LocalDate date, BigDecimal amount, BigDecimal discount,
               String currency, @Nullable UUID entryId, @Nullable UUID undoesId, @Nullable UUID undoneById,
               @Nullable String reason, Instant recordedAt) {
    }
}
