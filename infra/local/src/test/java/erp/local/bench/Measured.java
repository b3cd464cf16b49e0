package erp.local.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a load did and what it cost, for each operation.
 *
 * @param rows rows added and changed, by table
 */
record Measured(Load.Said said, double processCpuMillis, double postgresCpuMillis, double walBytes, Map<String, Double> rows) {

    private static final double SAME_ROWS = 0.02;
    /** After ten seconds at the latest an idle backend has told its counts; all that is measured comes after such a pause. */
    private static final int IDLE_SECONDS = 11;

    static Measured of(Ground ground, Load load, int seconds) throws IOException, InterruptedException, SQLException {
        load.prepare();
        long erp = ground.installation().pid();
        long postgres = ground.installation().postgres().pid();
        try (Connection connection = Ground.superuser(ground.installation()); Statement statement = connection.createStatement()) {
            Map<String, Long> rowsBefore = rows(statement, 0);
            long walBefore = wal(statement);
            long erpBefore = Machine.cpuMillis(erp);
            long postgresBefore = Machine.treeCpuMillis(postgres);
            Load.Said said = load.run(seconds);
            double operations = said.operations();
            double erpCpu = (Machine.cpuMillis(erp) - erpBefore) / operations;
            double postgresCpu = (Machine.treeCpuMillis(postgres) - postgresBefore) / operations;
            double wal = (wal(statement) - walBefore) / operations;
            Map<String, Double> rows = new TreeMap<>();
            rows(statement, IDLE_SECONDS).forEach((table, count) -> {
                long change = count - rowsBefore.getOrDefault(table, 0L);
                if (change > 0) {
                    rows.put(table, change / operations);
                }
            });
            return new Measured(said, erpCpu, postgresCpu, wal, rows);
        }
    }

    /**
     * The limit is one only for the same work: both sides must leave the same rows for each operation.
     *
     * @throws IllegalStateException where they do not
     */
    static void requireSameRows(Measured limit, Measured own) {
        if (!own.rows.keySet().equals(limit.rows.keySet())) {
            throw new IllegalStateException("Not the same work: the limit writes " + limit.rows.keySet()
                    + ", the ERP " + own.rows.keySet());
        }
        own.rows.forEach((table, rows) -> {
            if (Math.abs(rows / limit.rows.get(table) - 1) > SAME_ROWS) {
                throw new IllegalStateException("Not the same work: %s gets %.2f rows from the ERP and %.2f from the limit"
                        .formatted(table, rows, limit.rows.get(table)));
            }
        });
    }

    /** What one operation leaves: the same rows on both sides, and the write-ahead log of each. */
    static String written(Measured limit, Measured own) {
        double rows = own.rows.values().stream().mapToDouble(Double::doubleValue).sum();
        return rows < 1 ? "none" : String.format(Locale.ROOT, "%.0f in %d tables; %,.0f / %,.0f B", rows, own.rows.size(),
                limit.walBytes, own.walBytes);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT,
                "%,8.0f/s  p50 %6.2f ms  p99 %7.2f ms  CPU ms: ERP %.3f, PostgreSQL %.3f  WAL %,.0f B", said.perSecond(), said.p50Millis(),
                said.p99Millis(), processCpuMillis, postgresCpuMillis, walBytes));
        rows.forEach((table, count) -> text.append(String.format(Locale.ROOT, "  %s %.2f", table, count)));
        return text.toString();
    }

    private static long wal(Statement statement) throws SQLException {
        try (ResultSet lsn = statement.executeQuery("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint")) {
            lsn.next();
            return lsn.getLong(1);
        }
    }

    private static Map<String, Long> rows(Statement statement, int afterSeconds) throws SQLException {
        statement.execute("select pg_sleep(" + afterSeconds + ")");
        Map<String, Long> rows = new TreeMap<>();
        try (ResultSet found = statement.executeQuery("""
                select schemaname || '.' || relname, n_tup_ins + n_tup_upd from pg_stat_user_tables
                 where schemaname not in ('flyway', 'bench', 'tasks')""")) {
            while (found.next()) {
                rows.put(found.getString(1), found.getLong(2));
            }
        }
        return rows;
    }
}
