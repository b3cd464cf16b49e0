package erp.platform.changewebhook;

import erp.web.Function;
import erp.web.MergePatch;
import erp.webhooks.Events;
import erp.webhooks.Webhook;
import erp.webhooks.WebhookData;
import erp.webhooks.WebhookUrls;
import erp.work.Validity;
import erp.work.Work;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import java.util.UUID;

/**
 * A webhook is at another URL, wants other events, or is told nothing for a while: fields that are absent stay (RFC 7396), and the secret
 * stays. What is on its way goes to the new URL; what falls due while the webhook is not active is skipped. Repeating changes nothing
 * more: the version has moved on.
 *
 * <p>Refused: 428 and 412 without the version that is changed; 404; 422 {@code webhook_url_form}, {@code webhook_address_private}.
 */
@Controller
@Function(name = "change-webhook")
class ChangeWebhook {

    private final Work work;
    private final Validity validity;
    private final WebhookUrls urls;
    private final Events events;

    ChangeWebhook(Work work, Validity validity, WebhookUrls urls, Events events) {
        this.work = work;
        this.validity = validity;
        this.urls = urls;
        this.events = events;
    }

    @Patch("/api/v1/webhooks/{id}")
    HttpResponse<Webhook> change(@PathVariable UUID id, @Body MergePatch<WebhookData> request) {
        return work.once(request, tx -> {
            tx.call().requireIfMatch();
            Webhook before = Webhook.lock(tx, id);
            before.refuseStale(tx.call());
            WebhookData after = validity.check(request.applyTo(before));
            urls.check(after.url());
            events.forgetAfter(tx);
            return before.change(tx, after.url(), after.names(), after.isTold());
        });
    }
}
