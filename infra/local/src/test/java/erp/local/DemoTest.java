package erp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import erp.embedded.Processes;
import erp.testing.ServerProcess;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The local process with {@code -Derp.demo=true}, as somebody starts it who wants to look around. */
class DemoTest {

    private static final Duration LIMIT = Duration.ofSeconds(180);
    private static final int ORDERS = 340;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    Path data;

    @Test
    void fillsACompanyWhoseBooksBalanceAndTheNextStartAddsNothing() throws IOException, InterruptedException {
        int port = Processes.freePort();
        try (ServerProcess process = StartTest.local(data, port).property("erp.demo", "true").start()) {
            process.awaitLine("Ctrl-C ends it.", LIMIT);
            assertTrue(process.lines().contains("  340 of 340 orders placed, shipped and invoiced"), process.lines()::toString);
            String token = signIn(port);
            Map<String, Integer> counts = counts(port, token);
            for (String document : List.of("sales-orders", "deliveries", "sales-invoices")) {
                assertEquals(ORDERS, counts.get(document), counts::toString);
            }
            int payments = counts.get("payments");
            assertEquals(ORDERS - payments, counts.get("open-items"), "the last ones are not paid yet");
            assertTrue(payments > ORDERS / 2 && payments < ORDERS, counts::toString);
            assertEquals(1 + 2 * ORDERS + payments, counts.get("journal-entries"), "one for each document, and for the opening stock");
            assertEquals(1, counts.get("companies"));
            JsonNode balance = get(port, token, "reports/trial-balance");
            checkBooks(balance, get(port, token, "stock-valuation"), get(port, token, "ledger/verification"));
            process.terminate(LIMIT);

            process.start().awaitLine("Ctrl-C ends it.", LIMIT);
            token = signIn(port);
            assertEquals(counts, counts(port, token));
            assertEquals(balance, get(port, token, "reports/trial-balance"));
            process.terminate(LIMIT);
        }
    }

    private static void checkBooks(JsonNode balance, JsonNode stock, JsonNode chain) {
        assertTrue(balance.get("accounts").size() > 5, balance::toPrettyString);
        assertEquals(0, new BigDecimal(balance.at("/totals/balance").asText()).signum(), balance::toPrettyString);
        assertEquals(stock.at("/total").asText(), balance.get("accounts").valueStream()
                .filter(row -> row.get("account").equals(stock.get("account"))).findFirst().orElseThrow().get("balance").asText());
        assertTrue(chain.get("intact").asBoolean() && chain.get("sealed").asInt() > ORDERS, chain::toPrettyString);
    }

    private Map<String, Integer> counts(int port, String token) throws IOException, InterruptedException {
        Map<String, Integer> counts = new TreeMap<>();
        for (String list : List.of("companies", "partners", "products", "sales-orders", "deliveries", "sales-invoices", "payments",
                "open-items", "journal-entries", "stock-moves", "stock-levels")) {
            int count = 0;
            String cursor = "";
            do {
                JsonNode page = get(port, token, list + "?limit=100" + cursor);
                count += page.get("items").size();
                cursor = page.has("next") ? "&cursor=" + page.get("next").asText() : null;
            } while (cursor != null);
            counts.put(list, count);
        }
        return counts;
    }

    private String signIn(int port) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(port, "sessions")).header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofString("{\"login\": \"%s\", \"password\": \"%s\", \"companyId\": %s}".formatted(
                        Secrets.FIRST_LOGIN, Files.readString(data.resolve("secrets/first-login")).strip(),
                        Files.readString(data.resolve("demo-company")))))).get("accessToken").asText();
    }

    private JsonNode get(int port, String token, String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(port, path)).header("Authorization", "Bearer " + token));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer::body);
        return json.readTree(answer.body());
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + "/api/v1/" + path);
    }
}
