package erp.work;

import java.sql.SQLException;

/** The database refused or failed; {@link Work} turns constraints into refusals and repeats what a deadlock ended. */
final class DatabaseFailure extends RuntimeException {

    DatabaseFailure(SQLException cause) {
        super(cause.getMessage(), cause);
    }

    @Override
    public synchronized SQLException getCause() {
        return (SQLException) super.getCause();
    }
}
