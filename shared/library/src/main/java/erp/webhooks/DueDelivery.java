package erp.webhooks;

import erp.tasks.Task;
import java.util.UUID;

/**
 * The task of sending an event to a webhook, the oldest about its document that has not arrived there. A receiver that fails is asked
 * again for about a day.
 */
@Task(name = "deliver-webhook", attempts = 15, backoffSeconds = 10, backoffMaxSeconds = 21_600)
public record DueDelivery(UUID delivery) {
}
