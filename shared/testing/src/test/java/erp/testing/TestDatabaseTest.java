package erp.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import erp.database.Schema;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class TestDatabaseTest {

    @Test
    void itHasTheMigrationsAndTheRoles() throws SQLException {
        TestDatabase database = TestDatabase.create("roles");
        assertEquals("true", query(database.superuserUrl(), "SELECT bool_and(success) FROM flyway.flyway_schema_history"));
        for (String role : Schema.ROLES) {
            assertEquals(role, query(database.url(role), "SELECT current_user"));
        }
    }

    @Test
    void aSecondOneOfTheSameNameIsNew() throws SQLException {
        TestDatabase first = TestDatabase.create("again");
        execute(first, "CREATE TABLE written (id int)");
        TestDatabase second = TestDatabase.create("again");
        assertEquals(first, second);
        assertEquals("42P01", assertThrows(SQLException.class, () -> execute(second, "SELECT * FROM written")).getSQLState());
    }

    @Test
    void twoAreIndependent() throws SQLException {
        TestDatabase one = TestDatabase.create("a-module/with.any-name");
        TestDatabase other = TestDatabase.create("another");
        execute(one, "CREATE TABLE written (id int)");
        assertEquals("42P01", assertThrows(SQLException.class, () -> execute(other, "SELECT * FROM written")).getSQLState());
    }

    private static String query(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                ResultSet result = connection.createStatement().executeQuery(sql)) {
            result.next();
            return Boolean.TRUE.equals(result.getObject(1)) ? "true" : result.getString(1);
        }
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.superuserUrl())) {
            connection.createStatement().execute(sql);
        }
    }
}
