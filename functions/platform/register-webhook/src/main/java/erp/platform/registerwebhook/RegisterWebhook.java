package erp.platform.registerwebhook;

import erp.security.Sealing;
import erp.web.Function;
import erp.webhooks.Events;
import erp.webhooks.WebhookData;
import erp.webhooks.WebhookSecret;
import erp.webhooks.WebhookUrls;
import erp.work.Call;
import erp.work.Identified;
import erp.work.Ids;
import erp.work.Versioned;
import erp.work.Work;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import java.util.List;
import java.util.UUID;

/**
 * Somebody else wants to be told what happens here: from within a minute on, each event is sent to the URL, signed with a secret that is
 * drawn here and told this once (Standard Webhooks: HMAC-SHA-256). It is kept encrypted, and so is this answer, which a repetition of
 * the request gets again.
 *
 * <p>Refused: 422 {@code webhook_url_form}, {@code webhook_address_private}. Names are only looked up when something is delivered.
 */
@Context
@Controller
@Function(name = "register-webhook")
class RegisterWebhook {

    private final Work work;
    private final WebhookUrls urls;
    private final Sealing sealing;
    private final Events events;

    RegisterWebhook(Work work, WebhookUrls urls, Sealing sealing, Events events) {
        this.work = work;
        this.urls = urls;
        this.sealing = sealing;
        this.events = events;
    }

    @Post("/api/v1/webhooks")
    @Status(HttpStatus.CREATED)
    HttpResponse<Response> register(@Body WebhookData request) {
        return work.once(Call.current(), sealing.answers(), request, tx -> {
            urls.check(request.url());
            WebhookSecret secret = WebhookSecret.draw();
            Response webhook = new Response(Ids.next(), request.url(), request.names(), request.isTold(), secret.text(), 1);
            tx.write("insert into platform.webhooks (company_id, id, url, events, secret, active) values (?, ?, ?, ?, ?, ?)",
                    tx.company(), webhook.id, webhook.url, webhook.events, secret.seal(sealing, webhook.id), webhook.active);
            events.forgetAfter(tx);
            return webhook;
        });
    }

    /**
     * The webhook.
     *
     * @param secret what messages are signed with, as Standard Webhooks writes it: {@code whsec_} and Base64
     */
    @Introspected
    record Response(UUID id, String url, List<String> events, boolean active, String secret, int version) implements Identified, Versioned {
    }
}
