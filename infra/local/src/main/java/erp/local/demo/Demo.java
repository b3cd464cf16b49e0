package erp.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Fills an installation with a company and a year of invented trade, through the API. Done twice, it adds nothing, and goes on where it
 * was ended.
 */
public final class Demo {

    private static final long SEED = 2026;
    private static final int ORDERS = 340;
    private static final LocalDate FROM = LocalDate.of(2026, 1, 2);
    private static final LocalDate UNTIL = LocalDate.of(2026, 11, 20);
    private static final LocalDate PAID_UNTIL = LocalDate.of(2026, 9, 30);
    private static final YearMonth OPEN_FROM = YearMonth.of(2026, 7);
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(10);

    private final URI server;
    private final String login;
    private final String password;
    private final ObjectMapper json = new ObjectMapper();
    private Integer company;
    private String token;
    private Instant tokenUntil = Instant.MIN;

    private Demo(URI server, String login, String password) {
        this.server = server;
        this.login = login;
        this.password = password;
    }

    /** Fills it, telling how far it is. */
    public static void fill(URI server, String login, String password, Path data, Consumer<String> say) throws IOException {
        Path filled = data.resolve("demo-filled");
        if (Files.exists(filled)) {
            say.accept("The demo company is there.");
            return;
        }
        Demo demo = new Demo(server, login, password);
        HttpApi api = new HttpApi(server, demo::token);
        // A key counts within the company that its user works for, so only this file tells that there is a demo company already.
        Path known = data.resolve("demo-company");
        if (!Files.exists(known)) {
            say.accept("Setting up the demo company …");
            Files.writeString(known, api.write("POST", "/api/v1/companies", company(), "demo-company").get("id").asText());
        }
        demo.company = Integer.valueOf(Files.readString(known));
        demo.tokenUntil = Instant.MIN;
        Trade trade = DemoTrade.of(SEED, FROM, UNTIL, ORDERS);
        new Trader(api, "demo", (done, all) -> {
            if (done % 50 == 0 || done.equals(all)) {
                say.accept("  %d of %d orders placed, shipped and invoiced".formatted(done, all));
            }
        }).play(trade, FROM, PAID_UNTIL);
        for (YearMonth month = YearMonth.from(FROM); month.isBefore(OPEN_FROM); month = month.plusMonths(1)) {
            api.write("POST", "/api/v1/accounting-periods/" + month + "/close", Map.of("scope", "all", "hard", false),
                    "demo-close-" + month);
        }
        Files.createFile(filled);
    }

    private static Map<String, Object> company() {
        Map<String, Object> company = new LinkedHashMap<>();
        company.put("name", "Teekontor Muster GmbH");
        company.put("street", "Speicherstadt 7");
        company.put("postalCode", "20457");
        company.put("city", "Hamburg");
        company.put("country", "DE");
        company.put("chart", "SKR04");
        company.put("taxRegime", "standard");
        company.put("vatId", "DE136695976");
        company.put("email", "kontor@example.com");
        company.put("phone", "+49 40 1234567");
        company.put("contactName", "Erika Muster");
        company.put("booksFrom", "2026-01-01");
        company.put("warehouses", List.of(Map.of("code", "MAIN", "name", "Speicher"), Map.of("code", "SHOP", "name", "Laden")));
        return company;
    }

    private String token() {
        if (Instant.now().isAfter(tokenUntil)) {
            token = signIn();
            tokenUntil = Instant.now().plus(TOKEN_LIFE);
        }
        return token;
    }

    private String signIn() {
        try {
            Map<String, Object> asked = new LinkedHashMap<>(Map.of("login", login, "password", password));
            // The login may have set up other companies since.
            asked.put("companyId", company);
            byte[] body = json.writeValueAsBytes(asked);
            HttpRequest request = HttpRequest.newBuilder(server.resolve("/api/v1/sessions")).header("Content-Type", "application/json")
                    .header("Idempotency-Key", UUID.randomUUID().toString()).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
            try (HttpClient client = HttpClient.newHttpClient()) {
                JsonNode answer = json.readTree(client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
                return answer.get("accessToken").asText();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
