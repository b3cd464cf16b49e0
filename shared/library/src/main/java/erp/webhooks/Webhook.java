package erp.webhooks;

import erp.work.Identified;
import erp.work.Tx;
import erp.work.Versioned;
import io.micronaut.core.annotation.Introspected;
import java.util.List;
import java.util.UUID;

/** A webhook as it is, without its secret. */
@Introspected
public record Webhook(UUID id, String url, List<String> events, boolean active, int version) implements Identified, Versioned {

    /** Locks a webhook that is going to change, or 404. */
    public static Webhook lock(Tx tx, UUID id) {
        return tx.get(Webhook.class, """
                select id, url, events, active, version from platform.webhooks where company_id = ? and id = ? for no key update""",
                tx.company(), id);
    }

    /** What it becomes. */
    public Webhook change(Tx tx, String newUrl, List<String> newEvents, boolean nowActive) {
        tx.write("""
                update platform.webhooks set url = ?, events = ?, active = ?, version = version + 1, recorded_at = now(),
                       recorded_by = platform.actor() where company_id = ? and id = ?""", newUrl, newEvents, nowActive, tx.company(), id);
        return new Webhook(id, newUrl, newEvents, nowActive, version + 1);
    }

    /** Tells a webhook nothing more, because there is nobody at its URL any more; unless it has got another one. */
    public static void deactivate(Tx tx, UUID id, String url) {
        tx.write("""
                update platform.webhooks set active = false, version = version + 1, recorded_at = now(), recorded_by = platform.actor()
                 where company_id = ? and id = ? and url = ? and active""", tx.company(), id, url);
    }
}
