package erp.work;

import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What PostgreSQL says, as refusals: constraint names are sentences, and their kind gives the status. */
final class SqlStates {

    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK = "40P01";
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String TRANSACTION_TIMEOUT = "25P04";
    /** A value that PostgreSQL cannot keep: a number or a time out of range, a character it does not have. */
    private static final Set<String> NOT_KEPT = Set.of("22003", "22008", "22021", "22P05");

    /** The status of a broken constraint by its SQLSTATE. */
    private static final Map<String, Integer> STATUS = Map.of(
            "23505", 409, // unique: somebody was there before
            "23P01", 409, // exclusion: it does not fit to what is there
            "23514", 422, // check: the value can never be right
            "23503", 422, // foreign key: it names something that does not exist
            "23001", 409); // restrict: it stands and cannot be changed

    private SqlStates() {
    }

    /** A refusal whose code is the name of the constraint it broke. */
    record Constraint(String code, int status) implements Code {
        @Override
        public String name() {
            return code;
        }
    }

    static boolean isTransient(SQLException e) {
        String state = e.getSQLState();
        return SERIALIZATION_FAILURE.equals(state) || DEADLOCK.equals(state);
    }

    static boolean isLockTimeout(SQLException e) {
        return LOCK_NOT_AVAILABLE.equals(e.getSQLState());
    }

    /** Whether a repetition may succeed: after a deadlock, a lock held for long, a transaction that took too long, a lost connection. */
    static boolean passes(SQLException e) {
        return refusal(e) instanceof Refusal refusal && (refusal.code() == WorkCode.TRY_AGAIN || refusal.code() == WorkCode.UNAVAILABLE);
    }

    /** The refusal for a failure; what is not the caller's doing stays a failure. */
    static RuntimeException refusal(SQLException e) {
        String state = e.getSQLState();
        if (isTransient(e) || isLockTimeout(e)) {
            return new Refusal(WorkCode.TRY_AGAIN);
        }
        if (TRANSACTION_TIMEOUT.equals(state)) {
            return new Refusal(WorkCode.UNAVAILABLE);
        }
        if (state != null && NOT_KEPT.contains(state)) {
            return new Refusal(WorkCode.FORMAT);
        }
        ServerErrorMessage message = e instanceof PSQLException p ? p.getServerErrorMessage() : null;
        if (message != null && message.getConstraint() != null && STATUS.containsKey(state)
                && Texts.has(message.getConstraint())) {
            return new Refusal(new Constraint(message.getConstraint(), STATUS.get(state)), message.getDetail());
        }
        if (state != null && (state.startsWith("08") || state.startsWith("57P"))
                || e instanceof java.sql.SQLTransientConnectionException) {
            return new Refusal(WorkCode.UNAVAILABLE);
        }
        return new DatabaseFailure(e);
    }
}
