package erp.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;

/** The database's schema: the login roles, and the migrations that build the areas' schemas. */
public final class Schema {

    /** The roles that log in: the owner of the schemas, two writers, a reader, and the autoscaler, which counts tasks and sees none. */
    public static final List<String> ROLES = List.of("erp_migrate", "erp_command", "erp_task", "erp_query", "erp_scaler");

    private Schema() {
    }

    /**
     * Creates what only a superuser can: the roles, the extension, and the owner's right to create schemas. Safe to repeat.
     *
     * @param jdbcUrl   the database, with the name and password of a superuser
     * @param passwords the password of each of {@link #ROLES}; a role without one keeps the password it has
     * @throws SQLException when the database does not answer, or the user is no superuser
     */
    public static void bootstrap(String jdbcUrl, Map<String, String> passwords) throws SQLException {
        bootstrap(jdbcUrl, null, null, passwords);
    }

    /**
     * The same with name and password beside the address.
     *
     * @param user     a superuser
     * @param password its password
     */
    public static void bootstrap(String jdbcUrl, String user, String password, Map<String, String> passwords) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl, user, password);
                Statement statement = connection.createStatement()) {
            for (String role : ROLES) {
                // Roles belong to the whole server: another database of it, or a twin of this call, may have created them already.
                statement.execute("""
                        do $$ begin
                            create role %1$s login;
                        exception when duplicate_object or unique_violation then null;
                        end $$""".formatted(role));
                if (passwords.containsKey(role)) {
                    statement.execute("alter role %s password '%s'".formatted(role, passwords.get(role).replace("'", "''")));
                }
            }
            // Reports exclude what is recorded in the last 30 seconds, so no transaction may live that long; the rest is
            // time for its commit.
            for (String role : List.of("erp_command", "erp_task", "erp_query", "erp_scaler")) {
                statement.execute("alter role %s set transaction_timeout = '25s'".formatted(role));
                statement.execute("alter role %s set lock_timeout = '5s'".formatted(role));
                statement.execute("alter role %s set idle_in_transaction_session_timeout = '25s'".formatted(role));
            }
            // A worker that was stopped must not hold its task for long: another one is to take it within seconds.
            statement.execute("alter role erp_task set idle_in_transaction_session_timeout = '8s'");
            // Commands and tasks find rows by their keys: planning once is enough, and saves a fifth of their work (decision 0015).
            statement.execute("alter role erp_command set plan_cache_mode = force_generic_plan");
            statement.execute("alter role erp_task set plan_cache_mode = force_generic_plan");
            // A report of several queries sees one state of the database.
            statement.execute("alter role erp_query set default_transaction_isolation = 'repeatable read'");
            statement.execute("alter role erp_query set default_transaction_read_only = on");
            statement.execute("create extension if not exists btree_gist");
            statement.execute("do $$ begin execute format('grant create on database %I to erp_migrate', current_database()); end $$");
        }
    }

    /**
     * Brings the schemas to the newest version.
     *
     * @param jdbcUrl the database, with the name and password of {@code erp_migrate}, who owns the schemas
     * @return the version now in place
     */
    public static String migrate(String jdbcUrl) {
        return migrate(jdbcUrl, null, null);
    }

    /**
     * The same with name and password beside the address.
     *
     * @param user     {@code erp_migrate}, or who else owns the schemas
     * @param password its password; null where none is needed
     */
    public static String migrate(String jdbcUrl, String user, String password) {
        MigrateResult result = Flyway.configure(Schema.class.getClassLoader())
                .dataSource(jdbcUrl, user, password)
                .schemas("flyway")
                .locations("classpath:db/migration")
                .load()
                .migrate();
        return result.targetSchemaVersion == null ? result.initialSchemaVersion : result.targetSchemaVersion;
    }
}
