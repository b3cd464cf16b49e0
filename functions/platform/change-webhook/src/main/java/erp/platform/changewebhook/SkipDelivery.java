package erp.platform.changewebhook;

import erp.platform.PlatformCode;
import erp.tasks.Tasks;
import erp.web.Function;
import erp.webhooks.Deliveries;
import erp.work.Identified;
import erp.work.Refusal;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import java.util.UUID;

/**
 * An event that a webhook does not take is given up there, and the later ones about the same document, which wait for it, go on. Its task
 * finds nothing to do.
 *
 * <p>Refused: 404; 409 {@code delivery_ended}.
 */
@Controller
@Function(name = "change-webhook")
class SkipDelivery {

    private final Work work;
    private final Tasks tasks;

    SkipDelivery(Work work, Tasks tasks) {
        this.work = work;
        this.tasks = tasks;
    }

    @Post("/api/v1/webhook-deliveries/{id}/skip")
    HttpResponse<Response> skip(@PathVariable UUID id, @Nullable @Body Request request) {
        return work.once(request == null ? new Request() : request, tx -> {
            if (!Deliveries.end(tx, tasks, id, "skipped")) {
                throw new Refusal(PlatformCode.DELIVERY_ENDED);
            }
            return new Response(id, "skipped");
        });
    }

    /** Nothing needs to be said. */
    @Introspected
    record Request() {
    }

    /** The delivery as given up. */
    @Introspected
    record Response(UUID id, String state) implements Identified {
    }
}
