package erp.work;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The end of a transaction that was not committed. It is a resource, so that where the connection is lost too, a rollback that fails
 * does not hide why the work ended.
 */
final class Rollback implements AutoCloseable {

    private final Connection connection;
    private boolean done;

    private Rollback(Connection connection) {
        this.connection = connection;
    }

    /** Begins a transaction that is rolled back unless it is {@link #done}. */
    static Rollback unlessDone(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        return new Rollback(connection);
    }

    /** It was committed. */
    void done() {
        done = true;
    }

    /** A connection that is known to be lost has nothing to roll back. */
    @Override
    public void close() throws SQLException {
        if (!done && !connection.isClosed()) {
            connection.rollback();
        }
    }
}
