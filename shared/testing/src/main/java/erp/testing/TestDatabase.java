package erp.testing;

import erp.database.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A database for one module's tests, made in some 50 ms as a copy of a template that has all migrations. It is dropped some
 * time after the test process has ended.
 *
 * @param name the database's name, with the test process's number at its end
 */
public record TestDatabase(String name) {

    /** The login roles, and in tests their passwords, which are the same words. */
    public static final List<String> ROLES = List.of("erp_migrate", "erp_command", "erp_task", "erp_query");

    private static final int TEMPLATE_LOCK = 1_163_022_336;

    /**
     * Makes a new database, in place of one that this process made for the same name.
     *
     * @param module what it is for, for example the module's name
     */
    public static TestDatabase create(String module) {
        String word = module.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        // PostgreSQL cuts names at 63 bytes, and the process's number must stay.
        String name = word.substring(0, Math.min(word.length(), 50)) + "_" + ProcessHandle.current().pid();
        String template = template();
        try (Connection connection = DriverManager.getConnection(TestServers.jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
            statement.execute("CREATE DATABASE " + name + " TEMPLATE " + template + " STRATEGY file_copy");
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot create the database " + name, e);
        }
        return new TestDatabase(name);
    }

    /** The passwords of {@link #ROLES} by role. */
    public static Map<String, String> rolePasswords() {
        return ROLES.stream().collect(Collectors.toMap(role -> role, TestDatabase::password));
    }

    /** A role's password in tests. */
    public static String password(String role) {
        return role;
    }

    /** The JDBC URL without name and password. */
    public String url() {
        return TestServers.servers().postgresUrlWithoutUser(name);
    }

    /** The JDBC URL with a role's name and password. */
    public String url(String role) {
        return TestServers.servers().postgresUrl(name, role, password(role));
    }

    /** The JDBC URL with the superuser's name and password. */
    public String superuserUrl() {
        return TestServers.jdbcUrl(name);
    }

    /** The template for the migrations on this class path: an IDE's servers outlive a change of them. */
    private static String template() {
        String name = "erp_template_" + fingerprint();
        try (Connection connection = DriverManager.getConnection(TestServers.jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            // Given back when the connection ends, so a test process that is killed here blocks nobody.
            statement.execute("SELECT pg_advisory_lock(" + TEMPLATE_LOCK + ")");
            if (!isTemplate(statement, name)) {
                statement.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
                statement.execute("CREATE DATABASE " + name);
                Schema.migrate(TestServers.jdbcUrl(name), "postgres", rolePasswords());
                // Last, so that a template is always a finished one; and nobody connected hinders copying it.
                statement.execute("ALTER DATABASE " + name + " WITH IS_TEMPLATE true ALLOW_CONNECTIONS false");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot create the template database " + name, e);
        }
        return name;
    }

    private static boolean isTemplate(Statement statement, String name) throws SQLException {
        try (ResultSet found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datistemplate AND datname = '" + name + "'")) {
            return found.next();
        }
    }

    /** A digest of the database module: its migrations and the code that runs them. */
    private static String fingerprint() {
        try {
            Path module = Path.of(Schema.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (Stream<Path> files = Files.walk(module)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    digest.update(module.relativize(file).toString().getBytes());
                    digest.update(Files.readAllBytes(file));
                }
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the migrations", e);
        } catch (URISyntaxException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
