package erp.sales.placeorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import erp.embedded.Processes;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.ServerProcess;
import erp.testing.TestConfiguration;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a function's process prints: lines of JSON in the Elastic Common Schema, one an operation, and nothing of what was said in it. */
@MicronautTest(transactional = false)
class LogTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    ObjectMapper json;

    private final URI base = URI.create("http://127.0.0.1:" + Processes.freePort());

    @Test
    void anOperationIsOneLineWithoutItsBody() {
        Caller caller = fixtures.company();
        UUID customer = fixtures.customer(caller, "Kunde", "DE");
        UUID product = fixtures.product(caller, "A1", "10.00");
        String body = """
                {"partnerId": "%s", "customerReference": "confidential", "lines": [{"productId": "%s", "quantity": "3"}]}""";
        try (ServerProcess process = TestConfiguration.process(base.getPort()).environment("ERP_SERVICE_NAME", "place-order").start()) {
            process.awaitHttp(base.resolve("/health/readiness"), LIMIT);
            Api.Answer done = send(caller, body.formatted(customer, product)).expect(201);
            Api.Answer refused = send(caller, body.formatted(UUID.randomUUID(), product)).expect(422, "unknown_partner");
            Api.Answer unreadable = send(caller, "{\"customerReference\": \"confidential\"").expect(400, "unreadable");
            Api.Answer nobody = send(null, body.formatted(customer, product)).expect(401, "token_missing");
            process.terminate(LIMIT);
            List<JsonNode> lines = process.lines().stream().map(this::parse).toList();
            List<JsonNode> operations = lines.stream().filter(line -> line.has("event.action")).toList();
            assertEquals(List.of("201 ", "422 unknown_partner", "400 unreadable", "401 token_missing"), operations.stream()
                    .map(line -> line.path("http.response.status_code").asText() + " " + line.path("error.code").asText()).toList());
            assertEquals(List.of(TRACE, TRACE, TRACE, TRACE), operations.stream().map(line -> line.path("trace.id").asText()).toList());
            assertEquals(TRACE, done.header("X-Trace-Id"));
            assertEquals(TRACE, refused.at("/traceId"));
            assertEquals(TRACE, unreadable.at("/traceId"));
            assertEquals(TRACE, nobody.at("/traceId"));
            JsonNode first = operations.getFirst();
            assertTrue(Instant.parse(first.path("@timestamp").asText()).isAfter(Instant.EPOCH));
            assertEquals("INFO place-order place-order POST /api/v1/sales-orders 201", String.join(" ",
                    first.path("log.level").asText().strip(), first.path("service.name").asText(), first.path("event.action").asText(),
                    first.path("message").asText()));
            assertTrue(first.path("event.duration").asLong() > 0, first::toString);
            assertEquals(caller.user().toString(), first.path("user.id").asText());
            assertEquals(caller.company(), first.path("organization.id").asInt());
            for (String secret : List.of("confidential", "partnerId", customer.toString(), "Bearer", "eyJ", "DATASOURCES", "erp_command")) {
                assertFalse(lines.stream().anyMatch(line -> line.toString().contains(secret)), secret);
            }
        }
    }

    @Test
    void aWrongPasswordOfTheDatabaseIsOneLineThatNamesIt() {
        for (String role : List.of("query", "command")) {
            try (ServerProcess process = TestConfiguration.process(base.getPort())
                    .environment("DATASOURCES_" + role.toUpperCase(Locale.ROOT) + "_CONNECTION_TIMEOUT", "500")
                    .environment("DATASOURCES_" + role.toUpperCase(Locale.ROOT) + "_PASSWORD", "wrong").start()) {
                process.awaitHttp(base.resolve("/health/liveness"), LIMIT);
                for (int i = 0; i < 3; i++) {
                    assertEquals(503, api.send(HttpRequest.newBuilder(base.resolve("/health/readiness")).build()).status());
                }
                process.terminate(LIMIT);
                List<JsonNode> lines = process.lines().stream().map(this::parse)
                        .filter(line -> List.of("WARN", "ERROR").contains(line.path("log.level").asText().strip())).toList();
                assertEquals(1, lines.size(), lines::toString);
                assertTrue(lines.getFirst().path("message").asText()
                        .contains("password authentication failed for user \"erp_" + role + "\""), lines::toString);
                assertFalse(lines.getFirst().has("error.stack_trace"));
            }
        }
    }

    @Test
    void missingKeysEndTheStart() {
        assertNotStarted("The signing keys in /nowhere/keys.json cannot be read: NoSuchFileException",
                TestConfiguration.process(base.getPort()).environment("ERP_SECURITY_KEYS", "/nowhere/keys.json")
                        .environment("ERP_SECURITY_CREATE_KEYS", "false"));
    }

    @Test
    void halfOfCloudflareAccessEndsTheStart() {
        String both = "Cloudflare Access needs both ERP_SECURITY_ACCESS_TEAM and ERP_SECURITY_ACCESS_AUDIENCE";
        assertNotStarted(both, TestConfiguration.process(base.getPort()).environment("ERP_SECURITY_ACCESS_AUDIENCE", "32eafc76"));
        assertNotStarted(both, TestConfiguration.process(base.getPort())
                .environment("ERP_SECURITY_ACCESS_TEAM", "https://team.cloudflareaccess.com"));
    }

    private void assertNotStarted(String why, ServerProcess configured) {
        try (ServerProcess process = configured.start()) {
            assertEquals(1, process.awaitEnd(LIMIT));
            assertEquals("Not started: " + why, parse(process.lines().getLast()).get("message").asText());
            assertFalse(process.lines().stream().anyMatch(line -> line.contains("error.stack_trace")),
                    () -> String.join("\n", process.lines()));
        }
    }

    private JsonNode parse(String line) {
        try {
            return json.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not a line of JSON: " + line, e);
        }
    }

    private Api.Answer send(Caller caller, String body) {
        HttpRequest request = api.as(caller).request("POST", "/api/v1/sales-orders", body, UUID.randomUUID().toString(),
                "traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");
        return api.send(HttpRequest.newBuilder(request, (_, _) -> true).uri(base.resolve("/api/v1/sales-orders")).build());
    }
}
