package erp.platform.migrateschema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.database.Schema;
import erp.testing.ServerProcess;
import erp.testing.TestDatabase;
import erp.testing.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a job in a cluster runs it: an empty database with its roles, and environment variables. */
class MigrateSchemaTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String DATABASE = "migrate_schema_" + ProcessHandle.current().pid();

    @TempDir
    Path folder;

    @BeforeAll
    static void createDatabase() throws SQLException {
        try (Connection connection = DriverManager.getConnection(TestServers.jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + DATABASE);
        }
        Schema.bootstrap(TestServers.jdbcUrl(DATABASE), TestDatabase.rolePasswords());
    }

    @Test
    void migratesCreatesTheFirstUserAndCanBeRepeated() throws SQLException, IOException {
        Path password = Files.writeString(folder.resolve("password"), "correct horse battery staple\n");
        try (ServerProcess program = program("erp_migrate").environment("ERP_FIRST_USER_LOGIN", "Chef@Example.test")
                .environment("ERP_FIRST_USER_PASSWORD_FILE", password.toString())) {
            assertEquals(0, program.start().awaitEnd(LIMIT), () -> String.join("\n", program.lines()));
            assertEquals("chef@example.test true", value("select login || ' ' || operator from platform.users"));
            assertTrue(value("select password_hash from platform.users").startsWith("$argon2id$"));
            assertEquals(0, program.start().awaitEnd(LIMIT), () -> String.join("\n", program.lines()));
            assertEquals("1", value("select count(*) from platform.users"));
            assertTrue(program.lines().stream().noneMatch(line -> line.contains("battery")));
        }
    }

    @Test
    void createsTheRolesWhereItIsToldTheSuperusersPassword() throws SQLException {
        String bare = DATABASE + "_bare";
        try (Connection connection = DriverManager.getConnection(TestServers.jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + bare);
        }
        try (ServerProcess program = program(bare, "erp_migrate")
                .environment("ERP_MIGRATE_SUPERUSER_PASSWORD", TestServers.jdbcUrl(bare).replaceFirst(".*[?&]password=([^&]*).*", "$1"))
                .environment("ERP_MIGRATE_SCALER_PASSWORD", TestDatabase.password("erp_scaler")).start()) {
            assertEquals(0, program.awaitEnd(LIMIT), () -> String.join("\n", program.lines()));
        }
        String demand = "select tasks.demand('deliver-mail')";
        assertEquals("0", value(as(bare, "erp_scaler"), demand));
        assertThrows(SQLException.class, () -> value(as(bare, "erp_scaler"), "select count(*) from tasks.tasks"));
        assertThrows(SQLException.class, () -> value(as(bare, "erp_query"), demand));
    }

    @Test
    void failsWithOneLine() {
        try (ServerProcess program = program("wrong").start()) {
            assertEquals(1, program.awaitEnd(LIMIT));
            assertEquals(1, program.lines().stream().filter(line -> line.contains("The schema has not been migrated")).count());
            assertTrue(program.lines().stream().noneMatch(line -> line.startsWith("\tat ")), () -> String.join("\n", program.lines()));
        }
    }

    private static ServerProcess program(String password) {
        return program(DATABASE, password);
    }

    private static ServerProcess program(String database, String password) {
        String url = TestServers.jdbcUrl(database).replaceFirst("\\?.*", "");
        return ServerProcess.of(MigrateSchema.class.getName()).property("logback.configurationFile", "logback.xml")
                .environment("DATASOURCES_COMMAND_URL", url).environment("DATASOURCES_QUERY_URL", url)
                .environment("DATASOURCES_COMMAND_PASSWORD", TestDatabase.password("erp_command"))
                .environment("ERP_MIGRATE_PASSWORD", password);
    }

    private static String as(String database, String role) {
        return TestServers.jdbcUrl(database).replaceFirst("\\?.*", "") + "?user=" + role + "&password=" + TestDatabase.password(role);
    }

    private static String value(String sql) throws SQLException {
        return value(TestServers.jdbcUrl(DATABASE), sql);
    }

    private static String value(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            results.next();
            return results.getString(1);
        }
    }
}
