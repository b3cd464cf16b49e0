package erp.platform.registerwebhook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.security.Caller;
import erp.security.Sealing;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.webhooks.WebhookSecret;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class RegisterWebhookTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    Sealing sealing;

    @Test
    void theSecretIsToldOnceAndStandsNowhereAsItIs() {
        Caller admin = fixtures.company();
        String key = UUID.randomUUID().toString();
        String request = body("https://example.com/erp", "invoice.posted");
        Api.Answer answer = api.as(admin).write("POST", "/api/v1/webhooks", request, key).expect(201);
        UUID id = UUID.fromString(answer.at("/id"));
        assertEquals("/api/v1/webhooks/" + id, answer.header("Location"));
        assertEquals("\"1\"", answer.header("ETag"));
        assertEquals("true", answer.at("/active"));
        String secret = answer.at("/secret");
        byte[] kept = fixtures.value(admin, byte[].class, "select secret from platform.webhooks where company_id = ? and id = ?",
                admin.company(), id);
        assertEquals(secret, WebhookSecret.open(sealing, id, kept).text());
        assertArrayEquals(answer.bytes(), api.as(admin).write("POST", "/api/v1/webhooks", request, key).expect(201).bytes());
        for (String column : new String[] {"w.secret", "k.body", "k.request_hash"}) {
            byte[] stored = fixtures.value(admin, byte[].class, "select " + column + " " + """
                    from platform.webhooks w join platform.idempotency_keys k on k.company_id = w.company_id
                     where w.company_id = ?""", admin.company());
            assertFalse(new String(stored, StandardCharsets.ISO_8859_1).contains(secret.substring(6, 20)), column);
        }
    }

    @Test
    void eventsAreNamedOnceEach() {
        Caller admin = fixtures.company();
        Api.Answer answer = register(admin, "https://example.com/", "order.confirmed\", \"payment.recorded\", \"order.confirmed")
                .expect(201);
        assertEquals("[\"order.confirmed\",\"payment.recorded\"]", answer.body().get("events").toString());
        register(admin, "https://example.com/", "order.eaten").expect(400, "invalid_field");
        api.as(admin).post("/api/v1/webhooks", "{\"url\": \"https://example.com/\", \"events\": []}").expect(422, "range");
        api.as(admin).post("/api/v1/webhooks", "{\"url\": \"https://example.com/\"}").expect(400, "missing_field");
    }

    @Test
    void aUrlThatIsNotToBeCalledIsRefused() {
        Caller admin = fixtures.company();
        register(admin, "http://example.com/", "order.confirmed").expect(422, "webhook_url_form");
        register(admin, "https://me@example.com/", "order.confirmed").expect(422, "webhook_url_form");
        register(admin, "https://example.com:6379/", "order.confirmed").expect(422, "webhook_url_form");
        register(admin, "https://0x7f.1/", "order.confirmed").expect(422, "webhook_url_form");
        register(admin, "https://localhost/", "order.confirmed").expect(422, "webhook_address_private");
        register(admin, "https://[::ffff:127.0.0.1]/", "order.confirmed").expect(422, "webhook_address_private");
        Api.Answer metadata = register(admin, "https://169.254.169.254/", "order.confirmed").expect(422, "webhook_address_private");
        assertEquals("/url", metadata.at("/errors/0/pointer"));
        assertTrue(metadata.at("/detail").contains("169.254.169.254"));
        assertEquals(0L, fixtures.value(admin, Long.class, "select count(*) from platform.webhooks where company_id = ?", admin.company()));
    }

    private Api.Answer register(Caller caller, String url, String event) {
        return api.as(caller).post("/api/v1/webhooks", body(url, event));
    }

    private static String body(String url, String event) {
        return "{\"url\": \"%s\", \"events\": [\"%s\"]}".formatted(url, event);
    }
}
