package erp.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.security.Caller;
import erp.testing.Fixtures;
import erp.testing.TestConfiguration;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Row-level security and the four login roles, over every table there is: what holds also where a statement forgets its company. */
@MicronautTest(transactional = false)
class IsolationTest {

    private static final String TABLES = """
            select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'flyway', 'test')
               and n.nspname !~ '^pg_' and\s""";
    /** A refresh token is found by its hash, before it is known whose it is; only commands can read it. */
    private static final String OF_A_COMPANY = """
            c.relname <> 'refresh_tokens' and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'company_id')""";

    @Inject
    Fixtures fixtures;

    private Caller caller;
    private Caller other;

    @BeforeEach
    void twoCompanies() {
        caller = fixtures.company();
        other = fixtures.company();
        for (Caller company : List.of(caller, other)) {
            fixtures.role(company, "clerk", "place-order");
            fixtures.customer(company, "Kunde", "DE");
            fixtures.stock(company, fixtures.product(company, "A1", "10.00"), "10", "70.00");
            fixtures.stock(company, fixtures.product(company, "B1", "10.00", "average", "none"), "10", "70.00");
        }
    }

    @Test
    void everyTableOfACompanyIsIsolatedAlsoFromItsOwner() throws SQLException {
        assertEquals(List.of(), column("superuser", TABLES + OF_A_COMPANY + " and not (c.relrowsecurity and c.relforcerowsecurity)"));
        assertEquals(List.of("platform.refresh_tokens", "platform.sessions", "platform.users", "tasks.kinds",
                "tasks.queues", "tasks.workers"),
                column("superuser", TABLES + "not (" + OF_A_COMPANY + ") order by 1"), "what belongs to no company");
    }

    @Test
    void noRoleReadsTheRowsOfAnotherCompany() throws SQLException {
        List<String> tables = column("superuser", TABLES + OF_A_COMPANY);
        List<String> filled = new ArrayList<>();
        for (String table : tables) {
            String count = "select count(*) from " + table + " where company_id = " + other.company();
            if (!column("superuser", count).equals(List.of("0"))) {
                filled.add(table);
            }
            for (String role : List.of("erp_migrate", "erp_command", "erp_task", "erp_query")) {
                if (!role.equals("erp_query") || !table.equals("platform.idempotency_keys")) {
                    assertEquals(List.of("0"), column(role, count), role + " " + table);
                }
            }
        }
        assertTrue(filled.size() > 12, () -> "there was something to see: " + filled);
    }

    @Test
    void whoHasSetNoCompanySeesNone() throws SQLException {
        for (String table : column("superuser", TABLES + OF_A_COMPANY)) {
            try (Connection connection = DriverManager.getConnection(TestConfiguration.database().url("erp_command"));
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
                rows.next();
                assertEquals(0, rows.getLong(1), table);
            }
        }
    }

    @Test
    void noLoginRoleIsAboveTheRulesAndReadersHaveNoRightToWrite() throws SQLException {
        assertEquals(List.of("erp_command", "erp_migrate", "erp_query", "erp_scaler", "erp_task"), column("superuser", """
                select rolname from pg_roles where rolname ~ '^erp_' and rolcanlogin
                   and not (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication) order by 1"""));
        assertEquals(List.of(), column("superuser", TABLES
                + "has_table_privilege('erp_query', c.oid, 'insert, update, delete, truncate')"));
        assertEquals(List.of(), column("superuser", TABLES + "has_table_privilege('erp_query', c.oid, 'select') "
                + "and c.relname in ('users', 'refresh_tokens', 'idempotency_keys', 'webhooks')"),
                "hashes, tokens, secrets and stored answers");
        assertEquals(List.of(), column("superuser", TABLES
                + "has_table_privilege('erp_scaler', c.oid, 'select, insert, update, delete, truncate')"));
        assertEquals(List.of(), column("superuser", TABLES + "(has_table_privilege('erp_command', c.oid, 'truncate') "
                + "or pg_get_userbyid(c.relowner) <> 'erp_migrate')"));
    }

    /** A column of what a role sees that works for the first company. */
    private List<String> column(String role, String sql) throws SQLException {
        String url = role.equals("superuser") ? TestConfiguration.database().superuserUrl() : TestConfiguration.database().url(role);
        try (Connection connection = DriverManager.getConnection(url); Statement statement = connection.createStatement()) {
            statement.execute("select set_config('erp.company', '%d', false), set_config('erp.user', '%s', false)"
                    .formatted(caller.company(), caller.user()));
            List<String> values = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    values.add(rows.getString(1));
                }
            }
            return values;
        }
    }
}
