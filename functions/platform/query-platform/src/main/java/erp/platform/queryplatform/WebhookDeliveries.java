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
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.RequestBean;
import java.time.Instant;
import java.util.UUID;

/** What was sent to webhooks, and what is on its way. */
@Controller
@Function(name = "query-platform")
class WebhookDeliveries {

    private static final String SELECT = """
            select d.id, d.webhook_id, d.event_id, d.event, d.document,
                   case when d.state = 'due' and coalesce(t.state, 'dead') in ('dead', 'cancelled') then 'dead' else d.state end as state,
                   d.task_id, coalesce(t.attempts, 0) as attempts, t.error, d.body, d.recorded_at, d.ended_at
              from platform.webhook_deliveries d left join tasks.tasks t on t.company_id = d.company_id and t.id = d.task_id
             where d.company_id = ?""";
    private static final Listing<Row> LIST = Listing.of(Row.class, SELECT, "id", "-id");

    private final Work work;

    WebhookDeliveries(Work work) {
        this.work = work;
    }

    /** The deliveries, the newest first unless sorted otherwise. */
    @Get("/api/v1/webhook-deliveries")
    Page<Row> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    /** One delivery. */
    @Get("/api/v1/webhook-deliveries/{id}")
    Row get(@PathVariable UUID id) {
        return work.read(tx -> tx.get(Row.class, SELECT + " and d.id = ?", tx.company(), id));
    }

    /**
     * An event on its way to a webhook.
     *
     * @param eventId  the {@code webhook-id} of the message
     * @param document what it is about, as its path below {@code /api/v1}
     * @param state    {@code waiting} for an earlier one about the same document, {@code due}, {@code dead} until its task is retried or
     *                 it is skipped, {@code delivered} or {@code skipped}
     * @param taskId   the task that sends it: retrying it sends the same message again
     * @param error    why the last attempt failed
     * @param body     the message
     */
    @Introspected
    record Row(UUID id, UUID webhookId, UUID eventId, String event, String document, String state, @Nullable UUID taskId, int attempts,
               @Nullable String error, String body, Instant recordedAt, @Nullable Instant endedAt) {
    }
}
