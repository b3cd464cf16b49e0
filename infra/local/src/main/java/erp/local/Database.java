package erp.local;

import erp.database.Schema;
import erp.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The ERP's database on the embedded server, with its roles, at the newest version.
 *
 * @param url     where it is, without name and password
 * @param version the newest migration
 */
record Database(String url, String version) {

    private static final String NAME = "erp";

    static Database prepare(EmbeddedPostgres postgres, Secrets secrets) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl()); Statement statement = connection.createStatement()) {
            boolean there;
            try (ResultSet found = statement.executeQuery("select from pg_database where datname = '" + NAME + "'")) {
                there = found.next();
            }
            if (!there) {
                statement.execute("create database " + NAME);
            }
        }
        Schema.bootstrap(postgres.jdbcUrl(NAME), secrets.rolePasswords());
        String url = "jdbc:postgresql://127.0.0.1:%d/%s".formatted(postgres.port(), NAME);
        String version = Schema.migrate(url + "?user=erp_migrate&password=" + secrets.rolePasswords().get("erp_migrate"));
        return new Database(url, version);
    }
}
