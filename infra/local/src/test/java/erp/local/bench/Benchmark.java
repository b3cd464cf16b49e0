package erp.local.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures the ERP against the database alone: the same work, on the same server with default durability, in one run, in turn. The
 * limit is pgbench with prepared statements; the ERP is asked over HTTP by wrk on the same cores.
 */
public final class Benchmark {

    private static final int WARM_UP_SECONDS = 25;
    private static final int SECONDS = Integer.getInteger("bench.seconds", 10);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
    private static final double SAME_ROWS = 0.02;

    private final Erp erp;
    private final Path folder;
    private final Map<String, String> values;

    private Benchmark(Erp erp, Path folder, Map<String, String> values) {
        this.erp = erp;
        this.folder = folder;
        this.values = values;
    }

    public static void main(String[] args) throws IOException, SQLException, InterruptedException {
        Path folder = Files.createTempDirectory("erp-bench");
        try (Erp erp = Erp.start(folder.resolve("data"))) {
            Benchmark benchmark = new Benchmark(erp, folder, seed(erp));
            benchmark.orders();
        }
    }

    private static Map<String, String> seed(Erp erp) throws IOException, InterruptedException, SQLException {
        int company = erp.post("/api/v1/companies", Map.of("name", "Bench GmbH", "street", "Weg 1", "postalCode", "10115", "city", "Berlin",
                "country", "DE", "chart", "SKR04", "taxRegime", "standard", "vatId", "DE136695976", "booksFrom", "2024-01-01",
                "warehouses", List.of(Map.of("code", "MAIN", "name", "Main"))), erp.token()).get("id").asInt();
        try (Connection connection = DriverManager.getConnection(erp.superuserUrl()); Statement statement = connection.createStatement();
                var in = Benchmark.class.getResourceAsStream("/bench/seed.sql")) {
            statement.execute(new String(in.readAllBytes()).replace("@company@", Integer.toString(company)));
            try (ResultSet location = statement.executeQuery("select id from inventory.locations where code = 'MAIN' and company_id = " + company)) {
                location.next();
                return Map.of("company", Integer.toString(company), "location", location.getString(1));
            }
        }
    }

    private void orders() throws IOException, InterruptedException, SQLException {
        compare("placed and confirmed orders of 5 lines, 8 clients", Load.pgbench("order.sql", erp, values, 8, folder),
                Load.wrk("order.lua", erp, List.of(), 8, folder));
    }

    private void compare(String name, Load limit, Load own) throws IOException, InterruptedException, SQLException {
        own.run(WARM_UP_SECONDS);
        List<Measured> limits = new ArrayList<>();
        List<Measured> owns = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            limits.add(Measured.of(erp, limit, SECONDS));
            owns.add(Measured.of(erp, own, SECONDS));
        }
        System.out.printf(Locale.ROOT, "%n%s, %d rounds of %d s in turn%n", name, ROUNDS, SECONDS);
        for (int round = 0; round < ROUNDS; round++) {
            print("  limit", limits.get(round));
            print("  ERP  ", owns.get(round));
            System.out.printf(Locale.ROOT, "  ratio %.2f%n", owns.get(round).said().perSecond() / limits.get(round).said().perSecond());
        }
        requireSameRows(limits.getLast().rows(), owns.getLast().rows());
    }

    private static void print(String side, Measured m) {
        System.out.printf(Locale.ROOT, "%s %,8.0f/s  p50 %6.2f ms  p99 %7.2f ms  CPU ms: process %.3f, PostgreSQL %.3f  WAL %,.0f B  rows %s%n", side,
                m.said().perSecond(), m.said().p50Millis(), m.said().p99Millis(), m.processCpuMillis(), m.postgresCpuMillis(), m.walBytes(), rows(m.rows()));
    }

    private static String rows(Map<String, Double> rows) {
        StringBuilder text = new StringBuilder();
        rows.forEach((table, count) -> text.append(String.format(Locale.ROOT, " %s %.2f", table, count)));
        return text.toString().strip();
    }

    /** The limit is one only for the same work: both sides must leave the same rows for each operation. */
    private static void requireSameRows(Map<String, Double> limit, Map<String, Double> own) {
        for (String table : own.keySet()) {
            double difference = Math.abs(own.get(table) - limit.getOrDefault(table, 0d));
            if (difference > SAME_ROWS) {
                throw new IllegalStateException("Not the same work: " + table + " gets " + own.get(table) + " rows from the ERP and "
                        + limit.getOrDefault(table, 0d) + " from the limit");
            }
        }
        if (!own.keySet().containsAll(limit.keySet())) {
            throw new IllegalStateException("Not the same work: the limit writes " + limit.keySet() + ", the ERP " + own.keySet());
        }
    }
}
