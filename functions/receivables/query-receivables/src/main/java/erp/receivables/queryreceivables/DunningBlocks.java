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
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/** Who was spared from dunning, and until when. Of the same customer or invoice the newest counts. */
@Controller
@Function(name = "query-receivables")
class DunningBlocks {

    private static final String SELECT = """
            select b.id, b.partner_id, b.invoice_id, b.until, b.reason, b.recorded_at, b.recorded_by
              from receivables.dunning_blocks b where b.company_id = ?""";
    private static final Listing<Row> LIST = Listing.of(Row.class, SELECT, "id", "-id");

    private final Work work;

    DunningBlocks(Work work) {
        this.work = work;
    }

    /** The blocks, newest first unless sorted otherwise. */
    @Get("/api/v1/dunning-blocks")
    Page<Row> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    /** One block. */
    @Get("/api/v1/dunning-blocks/{id}")
    Row get(@PathVariable UUID id) {
        return work.read(tx -> tx.get(Row.class, SELECT + " and b.id = ?", tx.company(), id));
    }

    /**
     * A block: of a customer or of an invoice.
     *
     * @param until the last day without dunning
     */
    @Introspected
    record Row(UUID id, @Nullable UUID partnerId, @Nullable UUID invoiceId, LocalDate until, String reason, Instant recordedAt,
               UUID recordedBy) {
    }
}
