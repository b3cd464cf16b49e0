package erp.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** Changes rows of this module's database past every guard, as only a superuser can: no trigger, foreign key or grant holds. */
public final class Tampering {

    private Tampering() {
    }

    /**
     * Runs a statement with its parameters.
     *
     * @return how many rows it changed
     */
    public static int with(String sql, Object... args) {
        try (Connection connection = DriverManager.getConnection(TestConfiguration.database().superuserUrl());
                Statement settings = connection.createStatement();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            settings.execute("set session_replication_role = replica");
            for (int i = 0; i < args.length; i++) {
                statement.setObject(i + 1, args[i]);
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
