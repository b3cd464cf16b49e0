package erp.local.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a load did and what it cost, for each operation.
 *
 * @param rows rows added and changed, by table
 */
record Measured(Load.Said said, double processCpuMillis, double postgresCpuMillis, double walBytes, Map<String, Double> rows) {

    static Measured of(Erp erp, Load load, int seconds) throws IOException, InterruptedException, SQLException {
        try (Connection connection = DriverManager.getConnection(erp.superuserUrl()); Statement statement = connection.createStatement()) {
            Map<String, Long> rowsBefore = rows(statement);
            long wal = wal(statement);
            long process = Machine.cpuMillis(erp.pid());
            long postgres = Machine.treeCpuMillis(erp.postgresPid());
            Load.Said said = load.run(seconds);
            postgres = Machine.treeCpuMillis(erp.postgresPid()) - postgres;
            process = Machine.cpuMillis(erp.pid()) - process;
            wal = wal(statement) - wal;
            Map<String, Double> rows = new TreeMap<>();
            rows(statement).forEach((table, count) -> {
                long change = count - rowsBefore.getOrDefault(table, 0L);
                if (change > 0) {
                    rows.put(table, (double) change / said.operations());
                }
            });
            return new Measured(said, (double) process / said.operations(), (double) postgres / said.operations(),
                    (double) wal / said.operations(), rows);
        }
    }

    private static long wal(Statement statement) throws SQLException {
        try (ResultSet lsn = statement.executeQuery("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint")) {
            lsn.next();
            return lsn.getLong(1);
        }
    }

    /** An idle backend tells its counts after ten seconds at the latest. */
    private static Map<String, Long> rows(Statement statement) throws SQLException {
        statement.execute("select pg_sleep(11)");
        Map<String, Long> rows = new TreeMap<>();
        try (ResultSet found = statement.executeQuery("""
                select schemaname || '.' || relname, n_tup_ins + n_tup_upd from pg_stat_user_tables
                 where schemaname not in ('flyway', 'bench')""")) {
            while (found.next()) {
                rows.put(found.getString(1), found.getLong(2));
            }
        }
        return rows;
    }
}
