package erp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import erp.testing.Api;
import erp.testing.Fixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a webhook is told of while the functions do their work; how it gets there is shown by {@code DeliverWebhookTest}. */
@MicronautTest(transactional = false)
class WebhooksTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    ObjectMapper json;
    private Stage stage;

    @BeforeEach
    void webhook() {
        stage = Stage.of(api, fixtures);
        api.as(stage.caller).post("/api/v1/webhooks", """
                {"url": "https://example.com/", "events": ["order.confirmed", "order.cancelled", "delivery.shipped", "invoice.posted",
                                                          "invoice.cancelled", "payment.recorded"]}""").expect(201);
    }

    @Test
    void anOrderIsToldOfOnItsWayToTheMoney() throws JsonProcessingException {
        String invoice = stage.cancelledInvoice();
        assertEquals(List.of("order.confirmed confirmed due", "delivery.shipped shipped due", "invoice.posted posted due",
                "invoice.cancelled - waiting"), told());
        JsonNode posted = messages().get(2);
        assertEquals("/api/v1/sales-invoices/" + invoice, posted.at("/document").asText());
        assertEquals(api.as(stage.caller).get("/api/v1/sales-invoices/" + invoice).at("/number"), posted.at("/data/number").asText());
        JsonNode cancelled = messages().get(3);
        assertEquals(posted.at("/document"), cancelled.at("/document"));
        assertEquals(posted.at("/data/number"), cancelled.at("/data/number"));
        assertEquals(api.as(stage.caller).get("/api/v1/sales-invoices/" + cancelled.at("/data/reversalId").asText()).at("/number"),
                cancelled.at("/data/reversalNumber").asText());
    }

    @Test
    void aDraftIsConfirmedOrCancelled() throws JsonProcessingException {
        String order = stage.draftOrder();
        assertEquals(List.of(), told());
        api.as(stage.caller).post("/api/v1/sales-orders/" + order + "/confirm", "{}").expect(200);
        api.as(stage.caller).post("/api/v1/sales-orders/" + order + "/cancel", "{\"reason\": \"Doch nicht\"}").expect(200);
        assertEquals(List.of("order.confirmed confirmed due", "order.cancelled cancelled waiting"), told());
        assertEquals(List.of("2", "3"), messages().stream().map(message -> message.at("/data/version").asText()).toList());
    }

    @Test
    void moneyIsToldOfOnceAndADryRunIsNot() throws JsonProcessingException {
        api.as(stage.caller).post("/api/v1/payments?dryRun=true", """
                {"partnerId": "%s", "direction": "incoming", "date": "%s", "amount": "10.00"}""".formatted(stage.customer, Stage.DAY))
                .expect(201);
        assertEquals(List.of(), told());
        stage.credit();
        assertEquals(List.of("payment.recorded - due"), told());
        assertEquals("10.00", messages().getFirst().at("/data/amount").asText());
    }

    /** Event, state of the document, state of the delivery, in the order in which they happened. */
    private List<String> told() throws JsonProcessingException {
        List<String> told = new ArrayList<>();
        for (JsonNode delivery : deliveries()) {
            told.add(delivery.at("/event").asText() + " " + json.readTree(delivery.at("/body").asText()).at("/data/state").asText("-")
                    + " " + delivery.at("/state").asText());
        }
        return told;
    }

    private List<JsonNode> messages() throws JsonProcessingException {
        List<JsonNode> messages = new ArrayList<>();
        for (JsonNode delivery : deliveries()) {
            messages.add(json.readTree(delivery.at("/body").asText()));
        }
        return messages;
    }

    private JsonNode deliveries() {
        return api.as(stage.caller).get("/api/v1/webhook-deliveries?sort=recordedAt").expect(200).body().get("items");
    }
}
