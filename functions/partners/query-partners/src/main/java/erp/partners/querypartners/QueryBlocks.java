package erp.partners.querypartners;

import erp.partners.Partners;
import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.RequestBean;
import java.time.Instant;
import java.util.UUID;

/** Who blocked and unblocked a partner, when and why; the latest first. */
@Controller
@Function(name = "query-partners")
class QueryBlocks {

    static final Listing<Row> LIST = Listing.of(Row.class, """
            select b.id, b.state, b.reason, b.recorded_at, b.recorded_by
              from partners.blocks b where b.company_id = ? and b.partner_id = ?""", "id", "-id");

    private final Work work;

    QueryBlocks(Work work) {
        this.work = work;
    }

    @Get("/api/v1/partners/{id}/blocks")
    Page<Row> list(@PathVariable UUID id, @RequestBean ListQuery query) {
        return work.read(tx -> {
            Partners.get(tx, id);
            return LIST.page(tx, query, id);
        });
    }

    /** What was done: {@code state} is what the partner became. */
    @Introspected
    record Row(UUID id, String state, String reason, Instant recordedAt, UUID recordedBy) {
    }
}
