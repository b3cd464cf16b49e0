package erp.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.flywaydb.core.Flyway;

/** Brings a database to the newest schema. */
public final class Schema {

    private Schema() {
    }

    /**
     * Creates the roles that are missing and runs the migrations that are missing.
     *
     * @param jdbcUrl       the database, with the superuser's password among its parameters where the server asks for one
     * @param superuser     the superuser's name
     * @param rolePasswords the passwords of the login roles by role name
     */
    public static void migrate(String jdbcUrl, String superuser, Map<String, String> rolePasswords) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl, superuser, null);
                Statement statement = connection.createStatement()) {
            for (Map.Entry<String, String> role : rolePasswords.entrySet()) {
                statement.execute("""
                        DO $$ BEGIN
                            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%1$s') THEN
                                CREATE ROLE %1$s LOGIN PASSWORD '%2$s';
                            END IF;
                        END $$""".formatted(role.getKey(), role.getValue()));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot create the roles", e);
        }
        Flyway.configure().dataSource(jdbcUrl, superuser, null).load().migrate();
    }
}
