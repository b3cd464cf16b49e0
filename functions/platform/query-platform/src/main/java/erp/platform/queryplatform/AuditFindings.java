package erp.platform.queryplatform;

import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.RequestBean;
import java.time.Instant;
import java.util.UUID;

/** What audits have found to differ from what its documents add up to. */
@Controller
@Function(name = "query-platform")
class AuditFindings {

    private static final Listing<Row> LIST = Listing.of(Row.class, """
            select id, audit, task_id, rule, subject, stored, computed, recorded_at
              from platform.audit_findings where company_id = ?""", "id", "-recordedAt,rule,subject");

    private final Work work;

    AuditFindings(Work work) {
        this.work = work;
    }

    /** The findings, newest first unless sorted otherwise. */
    @Get("/api/v1/audit-findings")
    Page<Row> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    /**
     * A finding.
     *
     * @param audit    the task that has found it
     * @param taskId   its run: an audit finds the same again as long as it is there
     * @param rule     what does not hold
     * @param subject  where: the document, or the row of a counter
     * @param stored   what stands there
     * @param computed what should stand there
     */
    @Introspected
    record Row(UUID id, String audit, UUID taskId, String rule, String subject, @Nullable String stored, @Nullable String computed,
               Instant recordedAt) {
    }
}
