package erp.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

    @TempDir
    Path directory;

    @Test
    void durableMeansThatCommitsReachTheDisk() throws SQLException {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, 0, true)) {
            Map<String, String> expected = new LinkedHashMap<>();
            expected.put("fsync", "on");
            expected.put("synchronous_commit", "on");
            expected.put("full_page_writes", "on");
            expected.put("data_checksums", "on");
            expected.put("jit", "off");
            expected.put("log_timezone", "UTC");
            expected.put("server_encoding", "UTF8");
            expected.put("max_connections", "200");
            expected.put("shared_buffers", "256MB");
            expected.put("listen_addresses", "127.0.0.1");
            expected.put("unix_socket_directories", "");
            Map<String, String> actual = new LinkedHashMap<>();
            for (String setting : expected.keySet()) {
                actual.put(setting, query(server, "SHOW " + setting));
            }
            assertEquals(expected, actual);
            assertEquals("18", query(server, "SHOW server_version").substring(0, 2));
        }
    }

    @Test
    void textIsOrderedByCodePointOnEverySystem() throws SQLException {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, 0, false)) {
            assertEquals("b C.UTF-8",
                    query(server, "SELECT concat(datlocprovider, ' ', datlocale) FROM pg_database WHERE datname = 'postgres'"));
            assertEquals("Z,a,Ä,ß", query(server, "SELECT string_agg(t, ',' ORDER BY t) FROM unnest(ARRAY['Ä','ß','a','Z']) t"));
            assertEquals("äöü", query(server, "SELECT lower('ÄÖÜ')"));
        }
    }

    @Test
    void notDurableMeansThatNothingWaitsForTheDisk() throws SQLException {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, 0, false)) {
            assertEquals("off", query(server, "SHOW fsync"));
        }
    }

    @Test
    void dataAreThereAfterARestart() throws SQLException {
        EmbeddedPostgres first = EmbeddedPostgres.start(directory, 0, true);
        execute(first, "CREATE TABLE kept AS SELECT 42 AS value");
        first.close();
        assertFalse(Processes.running(first.pid()));

        try (EmbeddedPostgres second = first.restart()) {
            assertEquals("42", query(second, "SELECT value FROM kept"));
            assertEquals(first.jdbcUrl(), second.jdbcUrl());
        }
    }

    @Test
    void whatWasCommittedIsThereAfterSigkill() throws SQLException {
        EmbeddedPostgres first = EmbeddedPostgres.start(directory, 0, true);
        execute(first, "CREATE TABLE kept (value int)");
        execute(first, "INSERT INTO kept SELECT generate_series(1, 1000)");
        List<ProcessHandle> all = ProcessHandle.of(first.pid()).orElseThrow().descendants().toList();
        assertFalse(all.isEmpty());
        first.kill();
        assertFalse(Processes.running(first.pid()));
        assertTrue(all.stream().noneMatch(Processes::running));

        try (EmbeddedPostgres second = first.restart()) {
            assertEquals("1000", query(second, "SELECT count(*) FROM kept"));
        }
    }

    @Test
    void closingAnEndedServerDoesNotEndTheNextOne() throws SQLException {
        EmbeddedPostgres first = EmbeddedPostgres.start(directory, 0, false);
        first.kill();
        try (EmbeddedPostgres second = first.restart()) {
            first.close();
            first.kill();
            assertEquals("1", query(second, "SELECT 1"));
        }
    }

    @Test
    void aPidFileThatNamesAnotherProgramDoesNotStopTheStart() throws IOException, SQLException {
        EmbeddedPostgres first = EmbeddedPostgres.start(directory, 0, false);
        first.kill();
        Path pidFile = directory.resolve("18/postmaster.pid");
        String stale = Files.readString(pidFile);
        Files.writeString(pidFile, ProcessHandle.current().pid() + stale.substring(stale.indexOf('\n')));
        try (EmbeddedPostgres second = first.restart()) {
            assertEquals("1", query(second, "SELECT 1"));
        }
    }

    @Test
    void aServerWhoseCallerWasKilledIsEndedByTheNextStart() throws IOException, InterruptedException, SQLException {
        Process caller = ForeignCaller.start(directory);
        long left = ForeignCaller.pid(caller);
        assertThrows(IllegalStateException.class, () -> EmbeddedPostgres.start(directory, 0, false), "the caller still runs");
        caller.destroyForcibly().waitFor();
        assertTrue(Processes.running(left));

        try (EmbeddedPostgres next = EmbeddedPostgres.start(directory, 0, false)) {
            assertFalse(Processes.running(left));
            assertEquals("1", query(next, "SELECT 1"));
        }
    }

    @Test
    void rootWithoutNamespacesRunsItAsNobody() throws SQLException {
        Assumptions.assumeTrue(Platform.root());
        EmbeddedPostgres first = EmbeddedPostgres.start(directory, 0, false, Unprivileged.NOBODY);
        execute(first, "CREATE TABLE kept AS SELECT 42 AS value");
        first.close();
        try (EmbeddedPostgres second = EmbeddedPostgres.start(directory, 0, false, Unprivileged.NOBODY)) {
            assertEquals("42", query(second, "SELECT value FROM kept"));
            second.kill();
            assertFalse(Processes.running(second.pid()));
        }
        // A killed server's shared memory is given back by its next start.
        EmbeddedPostgres.start(directory, 0, false, Unprivileged.NOBODY).close();
    }

    @Test
    void twoServersDoNotShareADirectory() {
        EmbeddedPostgres server = EmbeddedPostgres.start(directory, 0, false);
        try (server) {
            assertThrows(IllegalStateException.class, () -> EmbeddedPostgres.start(directory, 0, false));
        }
    }

    @Test
    void itAsksForThePassword() {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, 0, false)) {
            String url = server.jdbcUrl().replace(server.password(), "guessed");
            assertEquals("28P01", assertThrows(SQLException.class, () -> DriverManager.getConnection(url).close()).getSQLState());
        }
    }

    private static String query(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
                ResultSet result = connection.createStatement().executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl())) {
            connection.createStatement().execute(sql);
        }
    }
}
