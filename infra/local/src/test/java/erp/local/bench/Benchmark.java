package erp.local.bench;

import erp.local.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures the ERP against the database alone: the same work, on the same server with default durability, in one run, in turn. The
 * limit is pgbench with prepared statements; the ERP is asked over HTTP by wrk on the same cores.
 */
public final class Benchmark {

    /** The compilers need some ten thousand calls before they are done. */
    private static final int WARM_UP_SECONDS = 45;
    private static final int SECONDS = Integer.getInteger("bench.seconds", 10);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
    /** The part of the limit that orders and invoices must reach. */
    private static final double FLOOR = 0.5;

    private final Ground ground;
    private final Path folder;
    private final List<String> table = new ArrayList<>();
    private final List<String> missed = new ArrayList<>();

    private Benchmark(Ground ground, Path folder) {
        this.ground = ground;
        this.folder = folder;
    }

    public static void main(String[] args) throws IOException, SQLException, InterruptedException {
        Path folder = Files.createTempDirectory("erp-bench");
        try (Installation installation = Installation.start(Files.createTempDirectory("erp-bench-postgres"), folder,
                "-XX:TieredStopAtLevel=4", "-Xmx768m", "-DERP_LOG_LEVEL=info")) {
            installation.startAgain();
            Benchmark benchmark = new Benchmark(Ground.prepare(installation), folder);
            for (String part : System.getProperty("bench.parts").split(",")) {
                switch (part) {
                    case "starts" -> benchmark.starts();
                    case "reads" -> benchmark.reads();
                    case "orders" -> benchmark.orders();
                    case "invoices" -> benchmark.invoices();
                    default -> throw new IllegalArgumentException(part);
                }
            }
            benchmark.conclude();
        }
    }

    private void starts() throws IOException {
        Starts starts = new Starts(ground);
        System.out.printf("%nplace-order alone: %s%n", starts.of(Path.of("../../functions/sales/place-order")));
        System.out.printf("the whole ERP:     %s%n", starts.of(Path.of(".")));
    }

    private void reads() throws IOException, InterruptedException, SQLException {
        ground.draft();
        compare("reading one order of 5 lines, 8 clients", 0, Load.pgbench("read-order.sql", "erp_query", ground, 8, folder),
                Load.wrk("read.lua", ground, "/api/v1/sales-orders/{order}", 8, folder));
        compare("reading a list of 100 orders, 8 clients", 0, Load.pgbench("read-orders.sql", "erp_query", ground, 8, folder),
                Load.wrk("read.lua", ground, "/api/v1/sales-orders?limit=100", 8, folder));
        compare("trial balance over 50,000 entries, 1 client", 0, Load.pgbench("trial-balance.sql", "erp_query", ground, 1, folder),
                Load.wrk("read.lua", ground, "/api/v1/reports/trial-balance", 1, folder));
    }

    private void orders() throws IOException, InterruptedException, SQLException {
        compare("placed and confirmed orders of 5 lines, 8 clients", FLOOR, Load.pgbench("order.sql", "erp_command", ground, 8, folder),
                Load.wrk("order.lua", ground, "", 8, folder));
    }

    private void invoices() throws IOException, InterruptedException, SQLException {
        for (int clients : new int[] {8, 32}) {
            compare("posted invoices on one number range, " + clients + " clients", FLOOR,
                    Load.posting(ground, clients, first -> Load.pgbench("invoice.sql", "erp_command", ground, clients, folder)),
                    Load.posting(ground, clients, first -> Load.wrk("invoice.lua", ground, Long.toString(first), clients, folder)));
        }
    }

    /** Both sides in turn; the ratio that counts is the median of the rounds. */
    private void compare(String name, double floor, Load limit, Load own) throws IOException, InterruptedException, SQLException {
        Measured.of(ground, own, WARM_UP_SECONDS);
        ground.analyze();
        System.out.printf(Locale.ROOT, "%n%s, %d rounds of %d s in turn%n", name, ROUNDS, SECONDS);
        record Round(double ratio, Measured limit, Measured own) {
        }
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            Measured limits = Measured.of(ground, limit, SECONDS);
            System.out.println("  limit " + limits);
            Measured owns = Measured.of(ground, own, SECONDS);
            double ratio = owns.said().perSecond() / limits.said().perSecond();
            System.out.printf(Locale.ROOT, "  ERP   %s%n  ratio %.2f%n", owns, ratio);
            Measured.requireSameRows(limits, owns);
            rounds.add(new Round(ratio, limits, owns));
        }
        rounds.sort((a, b) -> Double.compare(a.ratio, b.ratio));
        Round median = rounds.get(ROUNDS / 2);
        table.add(String.format(Locale.ROOT,
                "| %s | %,.0f/s | %,.0f/s | %.2f (%.2f–%.2f) | %.2f / %.2f | %.2f / %.2f | %.2f | %.2f + %.2f | %s |",
                name, median.limit.said().perSecond(), median.own.said().perSecond(), median.ratio, rounds.getFirst().ratio,
                rounds.getLast().ratio, median.limit.said().p50Millis(), median.limit.said().p99Millis(),
                median.own.said().p50Millis(), median.own.said().p99Millis(),
                median.limit.postgresCpuMillis(), median.own.processCpuMillis(), median.own.postgresCpuMillis(),
                Measured.written(median.limit, median.own)));
        if (median.ratio < floor) {
            missed.add(String.format(Locale.ROOT, "%s: %.2f of the limit, less than %.2f", name, median.ratio, floor));
        }
    }

    private void conclude() throws IOException {
        System.out.println("""

                | work | limit | ERP | ratio (least–most) | limit p50 / p99 ms | ERP p50 / p99 ms | limit CPU ms | \
                ERP CPU ms: own + PostgreSQL | rows; WAL of limit / ERP |
                |---|---|---|---|---|---|---|---|---|""");
        table.forEach(System.out::println);
        System.out.println(Machine.name());
        if (!missed.isEmpty()) {
            System.out.println(String.join("\n", missed));
            System.exit(1);
        }
    }
}
