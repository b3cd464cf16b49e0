package erp.work;

import static org.junit.jupiter.api.Assertions.assertThrows;

import erp.security.Caller;
import erp.testing.Fixtures;
import erp.webhooks.EventType;
import erp.webhooks.Events;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What telling webhooks costs a company that has none: no statement. */
@MicronautTest(transactional = false)
class UnheardEventsTest {

    private static final Connection NONE = (Connection) Proxy.newProxyInstance(UnheardEventsTest.class.getClassLoader(),
            new Class<?>[] {Connection.class}, (_, method, _) -> {
                throw new AssertionError(method + " was called");
            });

    @Inject
    Fixtures fixtures;
    @Inject
    Events events;

    private record Told(UUID id) implements Identified {
    }

    @Test
    void anEventThatNobodyListensToCostsNoStatement() {
        Caller caller = fixtures.company();
        Told order = new Told(Ids.next());
        // The first one asks, and for the next minute everybody knows.
        fixtures.in(caller, tx -> events.publish(tx, EventType.ORDER_CONFIRMED, order));
        publishWithoutDatabase(caller, order);
        fixtures.in(caller, tx -> {
            tx.write("insert into platform.webhooks (company_id, id, url, events, secret) values (?, ?, '', ?, ?)", tx.company(),
                    Ids.next(), List.of("order.confirmed"), new byte[0]);
            events.forgetAfter(tx);
            return null;
        });
        assertThrows(AssertionError.class, () -> publishWithoutDatabase(caller, order), "it would be noticed");
    }

    private void publishWithoutDatabase(Caller caller, Told order) {
        Tx tx = new Tx(NONE, new Call(caller, "test", "", null, null, false, 200, "0".repeat(32)), Instant.EPOCH);
        events.publish(tx, EventType.ORDER_CONFIRMED, order);
        tx.flush();
    }
}
