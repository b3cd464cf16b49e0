package erp.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.testing.TestDatabase;
import erp.testing.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** What companies that are older than dunning find after the migration. */
class DunningLevelsTest {

    private static final String NAME = "dunning_levels_" + ProcessHandle.current().pid();

    @Test
    void companiesThatAreThereGetTheLevelsThatNewOnesBeginWith() throws SQLException {
        execute("postgres", "drop database if exists " + NAME + " with (force)", "create database " + NAME);
        Schema.bootstrap(TestServers.jdbcUrl(NAME), TestDatabase.rolePasswords());
        String owner = new TestDatabase(NAME).url("erp_migrate");
        // The grants after each migration name the schemas of all of them, so they are left out here.
        Flyway.configure(Schema.class.getClassLoader()).dataSource(owner, null, null).schemas("flyway").locations("classpath:db/migration")
                .skipDefaultCallbacks(true).target("8").load().migrate();
        for (int company = 1; company <= 2; company++) {
            execute(NAME, """
                    insert into platform.companies (name, street, postal_code, city, country, currency, time_zone, chart, tax_regime,
                                                    vat_id, valuation, books_from, recorded_by)
                    values ('Alt GmbH', 'Weg 1', '10115', 'Berlin', 'DE', 'EUR', 'Europe/Berlin', 'SKR04', 'standard', 'DE136695976',
                            'fifo', '2024-01-01', gen_random_uuid())""");
        }
        Schema.migrate(owner);
        assertEquals("2 x 3: 1 after 7 (0.00) reminder, 2 after 21 (2.50) demand, 3 after 35 (5.00) final_demand", text("""
                select count(distinct company_id) || ' x ' || count(distinct level) || ': '
                       || string_agg(distinct format('%s after %s (%s) %s', level, days, fee, text), ', ')
                  from receivables.dunning_levels"""));
        assertEquals("t", text("select relforcerowsecurity from pg_class where oid = 'platform.companies'::regclass"));
        execute("postgres", "drop database " + NAME + " with (force)");
    }

    private static void execute(String database, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(TestServers.jdbcUrl(database));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String text(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(TestServers.jdbcUrl(NAME));
                Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }
}
