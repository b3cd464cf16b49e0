package erp.webhooks;

import erp.tasks.Tasks;
import erp.tasks.Wish;
import erp.work.Ids;
import erp.work.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Events on their way to webhooks. What is about one document goes to one webhook one after the other: one delivery is due, and when it
 * has ended the next one becomes due. Whoever adds one and whoever ends one hold the same lock until they commit, so that neither
 * overlooks the other.
 */
public final class Deliveries {

    private Deliveries() {
    }

    /**
     * A delivery that is due, and where it goes.
     *
     * @param eventId what the receiver recognises a repetition by
     * @param secret  as it is kept
     * @param at      the database's clock
     */
    public record Due(UUID webhookId, UUID eventId, String body, String url, byte[] secret, boolean active, Instant at) {
    }

    private record Added(UUID id, String state) {
    }

    private record Lane(UUID webhookId, String document) {
    }

    /** Adds an event for each of some webhooks, and wants those sent that no earlier one keeps waiting. */
    static void add(Tx tx, Tasks tasks, List<UUID> webhooks, EventType type, String document, String body) {
        lock(tx, webhooks, document);
        tx.list(Added.class, """
                insert into platform.webhook_deliveries (company_id, id, webhook_id, event_id, event, document, body, state)
                select ?, n.id, n.webhook_id, ?, ?, ?, ?,
                       case when exists (select from platform.webhook_deliveries d
                                          where d.company_id = ? and d.webhook_id = n.webhook_id and d.document = ? and d.state = 'due')
                            then 'waiting' else 'due' end
                  from unnest(?::uuid[], ?::uuid[]) n (id, webhook_id)
                returning id, state""",
                tx.company(), Ids.next(), type.text(), document, body, tx.company(), document,
                webhooks.stream().map(_ -> Ids.next()).toList(), webhooks).stream()
                .filter(added -> added.state.equals("due")).forEach(added -> send(tx, tasks, added.id, document));
    }

    /** What a delivery says and where it goes; nothing where it has ended, or is not due yet. */
    public static Optional<Due> find(Tx tx, UUID id) {
        return tx.find(Due.class, """
                select d.webhook_id, d.event_id, d.body, w.url, w.secret, w.active, now() as at
                  from platform.webhook_deliveries d join platform.webhooks w on w.company_id = d.company_id and w.id = d.webhook_id
                 where d.company_id = ? and d.id = ? and d.state = 'due'""", tx.company(), id);
    }

    /**
     * Ends a delivery, after which the next event about its document is due.
     *
     * @param state {@code delivered} or {@code skipped}
     * @return whether it had not ended before
     */
    public static boolean end(Tx tx, Tasks tasks, UUID id, String state) {
        Lane lane = tx.get(Lane.class, "select webhook_id, document from platform.webhook_deliveries where company_id = ? and id = ?",
                tx.company(), id);
        lock(tx, List.of(lane.webhookId), lane.document);
        boolean ended = !tx.list(UUID.class, """
                update platform.webhook_deliveries set state = ?, ended_at = clock_timestamp()
                 where company_id = ? and id = ? and state in ('waiting', 'due') returning id""", state, tx.company(), id).isEmpty();
        tx.list(UUID.class, """
                update platform.webhook_deliveries set state = 'due' where company_id = ? and id =
                       (select d.id from platform.webhook_deliveries d
                         where d.company_id = ? and d.webhook_id = ? and d.document = ? and d.state in ('waiting', 'due')
                         order by d.position limit 1)
                   and state = 'waiting' returning id""", tx.company(), tx.company(), lane.webhookId, lane.document)
                .forEach(next -> send(tx, tasks, next, lane.document));
        return ended;
    }

    /** Locks what is on its way to webhooks about a document; what follows sees what the last holder of the lock has committed. */
    private static void lock(Tx tx, List<UUID> webhooks, String document) {
        tx.write("select pg_advisory_xact_lock(hashtextextended(w || ' ' || ?, ?)) from unnest(?::uuid[]) w", document,
                (long) tx.company(), webhooks);
    }

    private static void send(Tx tx, Tasks tasks, UUID delivery, String document) {
        UUID task = tasks.enqueue(tx, new Wish(new DueDelivery(delivery), null, null, document, null));
        tx.write("update platform.webhook_deliveries set task_id = ? where company_id = ? and id = ?", task, tx.company(), delivery);
    }
}
