package erp.platform.changewebhook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.security.Caller;
import erp.security.Sealing;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.webhooks.EventType;
import erp.webhooks.Events;
import erp.webhooks.WebhookSecret;
import erp.work.Identified;
import erp.work.Ids;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class ChangeWebhookTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    Events events;
    @Inject
    Sealing sealing;
    private Caller caller;
    private UUID id;

    private record Told(UUID id) implements Identified {
    }

    @BeforeEach
    void webhook() {
        caller = fixtures.company();
        id = Ids.next();
        fixtures.in(caller, tx -> {
            tx.write("insert into platform.webhooks (company_id, id, url, events, secret) values (?, ?, ?, ?, ?)", tx.company(), id,
                    "https://example.com/", List.of("order.confirmed"), WebhookSecret.draw().seal(sealing, id));
            return null;
        });
    }

    private Api.Answer change(int version, String patch) {
        return api.as(caller).patch("/api/v1/webhooks/" + id, patch, "If-Match", "\"" + version + "\"");
    }

    private void happens(UUID document) {
        fixtures.in(caller, tx -> events.publish(tx, EventType.ORDER_CONFIRMED, new Told(document)));
    }

    private List<String> states() {
        return fixtures.in(caller, tx -> tx.list(String.class,
                "select state from platform.webhook_deliveries where company_id = ? order by position", tx.company()));
    }

    @Test
    void whatIsNotNamedStays() {
        Api.Answer answer = change(1, "{\"url\": \"https://example.com/new\"}").expect(200);
        assertEquals("""
                {"id":"%s","url":"https://example.com/new","events":["order.confirmed"],"active":true,"version":2}""".formatted(id),
                answer.text());
        assertEquals("\"2\"", answer.header("ETag"));
        assertEquals("[\"invoice.cancelled\",\"invoice.posted\"]",
                change(2, "{\"events\": [\"invoice.posted\", \"invoice.cancelled\"]}").expect(200).body().get("events").toString());
    }

    @Test
    void aChangeCountsAtOnce() {
        happens(Ids.next());
        assertEquals(List.of("due"), states());
        change(1, "{\"active\": false}").expect(200);
        happens(Ids.next());
        assertEquals(List.of("due"), states());
        change(2, "{\"active\": true}").expect(200);
        happens(Ids.next());
        assertEquals(List.of("due", "due"), states());
    }

    @Test
    void refusesWhatRegisteringRefuses() {
        change(1, "{\"url\": \"http://example.com/\"}").expect(422, "webhook_url_form");
        change(1, "{\"url\": \"https://192.168.0.1/\"}").expect(422, "webhook_address_private");
        change(1, "{\"events\": []}").expect(422, "range");
        change(1, "{\"url\": null}").expect(400, "missing_field");
        change(1, "{\"secret\": \"mine\"}").expect(400, "unknown_field");
        change(7, "{\"active\": false}").expect(412, "version_stale");
        api.as(caller).patch("/api/v1/webhooks/" + id, "{\"active\": false}").expect(428, "if_match_missing");
        api.as(caller).patch("/api/v1/webhooks/" + Ids.next(), "{}", "If-Match", "\"1\"").expect(404, "not_found");
    }

    @Test
    void anEventThatIsSkippedLetsTheNextOneThrough() {
        UUID order = Ids.next();
        happens(order);
        happens(order);
        happens(order);
        assertEquals(List.of("due", "waiting", "waiting"), states());
        List<UUID> deliveries = fixtures.in(caller, tx -> tx.list(UUID.class,
                "select id from platform.webhook_deliveries where company_id = ? order by position", tx.company()));
        assertEquals("skipped", skip(deliveries.getFirst()).expect(200).at("/state"));
        assertEquals(List.of("skipped", "due", "waiting"), states());
        skip(deliveries.getFirst()).expect(409, "delivery_ended");
        skip(deliveries.getLast()).expect(200);
        assertEquals(List.of("skipped", "due", "skipped"), states(), "one that waits can be skipped too");
        skip(Ids.next()).expect(404, "not_found");
        assertEquals(2L, fixtures.value(caller, Long.class, "select count(*) from tasks.tasks where company_id = ?", caller.company()));
    }

    private Api.Answer skip(UUID delivery) {
        return api.as(caller).post("/api/v1/webhook-deliveries/" + delivery + "/skip", "{}");
    }
}
