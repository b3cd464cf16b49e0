package erp.platform.queryplatform;

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
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Webhooks: whom the company tells what happens. */
@Controller
@Function(name = "query-platform")
class Webhooks {

    private static final String SELECT = """
            select id, url, events, active, version, recorded_at, recorded_by from platform.webhooks where company_id = ?""";
    private static final Listing<Row> LIST = Listing.of(Row.class, SELECT, "id", "id");

    private final Work work;

    Webhooks(Work work) {
        this.work = work;
    }

    /** The webhooks, the oldest first unless sorted otherwise. */
    @Get("/api/v1/webhooks")
    Page<Row> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    /** One webhook; its secret is told once, when it is registered. */
    @Get("/api/v1/webhooks/{id}")
    Row get(@PathVariable UUID id) {
        return work.read(tx -> tx.get(Row.class, SELECT + " and id = ?", tx.company(), id));
    }

    /**
     * A webhook.
     *
     * @param events what it is told of
     * @param active whether it is told; a receiver that has answered 410 Gone is not
     */
    @Introspected
    record Row(UUID id, String url, List<String> events, boolean active, int version, Instant recordedAt, UUID recordedBy)
            implements Versioned {
    }
}
