package erp.platform.deliverwebhook;

import erp.platform.PlatformCode;
import erp.security.Sealing;
import erp.tasks.Outside;
import erp.tasks.Run;
import erp.tasks.Tasks;
import erp.webhooks.Deliveries;
import erp.webhooks.DueDelivery;
import erp.webhooks.Events;
import erp.webhooks.Webhook;
import erp.webhooks.WebhookSecret;
import erp.webhooks.WebhookUrls;
import erp.work.Refusal;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * An event goes to a webhook, signed as Standard Webhooks says; when it has arrived, the next one about the same document is due. So
 * events about a document arrive in the order in which they happened, also while an earlier one is tried again, and what comes after a
 * dead one waits until that is retried or skipped. Repeating is safe for receivers that look at {@code webhook-id}, which stays the same.
 *
 * <p>A receiver that is gone (410) is told nothing more. Refused: {@code webhook_refused} for what the receiver will never take (any
 * other 4xx but 408 and 429), {@code webhook_address_private}. Everything else is tried again.
 */
@Singleton
class DeliverWebhook implements Outside<DueDelivery> {

    private static final int GONE = 410;

    private final WebhookUrls urls;
    private final Sealing sealing;
    private final Post post;
    private final Tasks tasks;
    private final Events events;

    DeliverWebhook(WebhookUrls urls, Sealing sealing, Post post, Tasks tasks, Events events) {
        this.urls = urls;
        this.sealing = sealing;
        this.post = post;
        this.tasks = tasks;
        this.events = events;
    }

    @Override
    public Work.Handler<?> run(Run run, DueDelivery args) throws IOException {
        Optional<Deliveries.Due> found = run.work(tx -> Deliveries.find(tx, args.delivery()));
        if (found.isEmpty()) {
            return _ -> new Result("ended", null);
        }
        Deliveries.Due due = found.get();
        if (!due.active()) {
            return end(args.delivery(), "skipped", null);
        }
        int status = send(due);
        if (status / 100 == 2) {
            return end(args.delivery(), "delivered", status);
        } else if (status == GONE) {
            return tx -> {
                Webhook.deactivate(tx, due.webhookId(), due.url());
                events.forgetAfter(tx);
                return end(args.delivery(), "skipped", status).handle(tx);
            };
        } else if (status / 100 == 4 && status != 408 && status != 429) {
            throw new Refusal(PlatformCode.WEBHOOK_REFUSED, status);
        }
        throw new IOException("the receiver has answered with " + status);
    }

    private int send(Deliveries.Due due) throws IOException {
        URI url = urls.check(due.url());
        String id = due.eventId().toString();
        long timestamp = due.at().getEpochSecond();
        String signature = WebhookSecret.open(sealing, due.webhookId(), due.secret()).sign(id, timestamp, due.body());
        return post.send(url, urls.resolve(url), Map.of("webhook-id", id, "webhook-timestamp", Long.toString(timestamp),
                "webhook-signature", signature), due.body());
    }

    private Work.Handler<Result> end(UUID delivery, String state, @Nullable Integer status) {
        return tx -> {
            Deliveries.end(tx, tasks, delivery, state);
            return new Result(state, status);
        };
    }

    /** What came of it. */
    @Introspected
    record Result(String state, @Nullable Integer status) {
    }
}
