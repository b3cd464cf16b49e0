package erp.webhooks;

import erp.cache.Cache;
import erp.tasks.Tasks;
import erp.work.Identified;
import erp.work.JsonText;
import erp.work.Tx;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Tells a company's webhooks what happens, in the transaction in which it happens: they hear of all that was committed, and of nothing
 * else. Where nobody listens it costs a look into the cache, so a webhook that is registered or changed counts within a minute.
 */
@Singleton
public final class Events {

    private final Cache cache;
    private final JsonText json;
    private final Tasks tasks;

    Events(Cache cache, JsonText json, Tasks tasks) {
        this.cache = cache;
        this.json = json;
        this.tasks = tasks;
    }

    private record Listeners(List<Listener> all) {
    }

    private record Listener(UUID id, List<String> events) {
    }

    /** What is sent, besides the headers; {@code type}, {@code timestamp} and {@code data} as Standard Webhooks names them. */
    private record Message(EventType type, Instant timestamp, int company, String document, Object data) {
    }

    /**
     * Something has happened to a document that this transaction holds the lock on, or has created.
     *
     * @param document what is told of it
     * @return the same
     */
    public <T extends Identified> T publish(Tx tx, EventType type, T document) {
        List<UUID> webhooks = listeners(tx).all.stream().filter(one -> one.events.contains(type.text())).map(Listener::id).toList();
        if (!webhooks.isEmpty() && !tx.dryRun()) {
            String path = type.collection() + "/" + document.id();
            String body = json.of(new Message(type, tx.now(), tx.company(), "/api/v1/" + path, document));
            Deliveries.add(tx, tasks, webhooks, type, path, body);
        }
        return document;
    }

    /** A transaction registers or changes a webhook: what happens after its commit is told accordingly. */
    public void forgetAfter(Tx tx) {
        String key = key(tx.company());
        tx.afterCommit(() -> cache.evict(key));
    }

    private Listeners listeners(Tx tx) {
        return cache.get(key(tx.company()), Listeners.class, () -> new Listeners(tx.list(Listener.class,
                "select id, events from platform.webhooks where company_id = ? and active order by id", tx.company())));
    }

    private static String key(int company) {
        return "webhooks:" + company;
    }
}
