package erp.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import erp.local.Installation;
import erp.security.Caller;
import erp.security.Permissions;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** The company that both sides of the benchmark work for, and drafts of invoices for them to post. */
final class Ground {

    /** As the scripts for pgbench name the user. */
    private static final UUID USER = UUID.fromString("00000000-0000-7000-8000-000000000002");
    /** More than any run uses up. */
    private static final int DRAFTS = 60_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Installation installation;
    private final Map<String, String> values;
    private final Caller caller;
    private long made;
    private long used;

    private Ground(Installation installation, int company, String location) {
        this.installation = installation;
        LocalDate today = LocalDate.now(ZoneId.of("Europe/Berlin"));
        this.values = new TreeMap<>(Map.of("company", Integer.toString(company), "location", location, "today", today.toString(),
                "yearStart", today.withDayOfYear(1).toString()));
        this.caller = new Caller(USER, company, List.of(Permissions.ADMINISTRATOR), Locale.ENGLISH, false);
    }

    /** Sets a company up through the API, and writes what it sells. */
    static Ground prepare(Installation installation) throws IOException, InterruptedException, SQLException {
        int company = setUp(installation, new Caller(USER, 0, List.of(), Locale.ENGLISH, true)).get("id").asInt();
        try (Connection connection = superuser(installation); Statement statement = connection.createStatement();
                ResultSet location = statement.executeQuery(
                        "select id from inventory.locations where code = 'MAIN' and company_id = " + company)) {
            location.next();
            Ground ground = new Ground(installation, company, location.getString(1));
            ground.execute("seed.sql");
            return ground;
        }
    }

    private static JsonNode setUp(Installation installation, Caller operator) throws IOException, InterruptedException {
        Map<String, Object> company = Map.of("name", "Bench GmbH", "street", "Weg 1", "postalCode", "10115", "city", "Berlin",
                "country", "DE", "chart", "SKR04", "vatId", "DE136695976", "booksFrom", "2024-01-01",
                "warehouses", List.of(Map.of("code", "MAIN", "name", "Main")));
        HttpRequest request = HttpRequest.newBuilder(installation.uri("/api/v1/companies")).header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString()).header("Authorization", "Bearer " + installation.token(operator))
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(company))).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 201) {
                throw new IOException(answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8));
            }
            return JSON.readTree(answer.body());
        }
    }

    static Connection superuser(Installation installation) throws SQLException {
        return DriverManager.getConnection(installation.postgres().jdbcUrl("erp"));
    }

    Installation installation() {
        return installation;
    }

    /** A token that is good for a quarter of an hour. */
    String token() {
        return installation.token(caller);
    }

    /** A file of the benchmark with what stands between two {@code @} filled in. */
    String filled(String resource) throws IOException {
        try (var in = Ground.class.getResourceAsStream("/bench/" + resource)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, String> value : values.entrySet()) {
                text = text.replace('@' + value.getKey() + '@', value.getValue());
            }
            return text;
        }
    }

    /** Writes drafts until enough are there that nobody has been given, each of an order of its own that has been delivered. */
    void draft() throws IOException, SQLException {
        if (made - used < DRAFTS) {
            values.put("from", Long.toString(made + 1));
            values.put("to", Long.toString(used + DRAFTS));
            made = used + DRAFTS;
            execute("drafts.sql");
        }
    }

    /** The first draft that nobody has been given; the sequence that scripts draw from begins there. */
    long nextDraft() throws SQLException {
        try (Connection connection = superuser(installation); Statement statement = connection.createStatement()) {
            statement.execute("alter sequence bench.drafts restart with " + (used + 1));
        }
        return used + 1;
    }

    /** So many have been given away. */
    void used(long count) {
        used += count;
        if (used > made) {
            throw new IllegalStateException("There were not enough drafts");
        }
    }

    /** What PostgreSQL does by itself within a minute: a plan that was made for an empty table is not one to be measured. */
    void analyze() throws SQLException {
        try (Connection connection = superuser(installation); Statement statement = connection.createStatement()) {
            statement.execute("analyze");
        }
    }

    private void execute(String script) throws IOException, SQLException {
        try (Connection connection = superuser(installation); Statement statement = connection.createStatement()) {
            statement.execute(filled(script));
        }
    }
}
