package erp.work;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * One database transaction of one company: what a handler reads, decides on and writes with.
 *
 * <p>Reads go out at once. Writes wait and travel together with the next read or with the commit, so that a handler
 * costs few round trips; their order is kept. Parameters are {@code ?}; a collection becomes an SQL array.
 */
public final class Tx {

    private final Connection connection;
    private final Call call;
    private Instant now;
    private int company;
    private final List<Statement<?>> queue = new ArrayList<>();
    private final List<Runnable> afterCommit = new ArrayList<>();

    Tx(Connection connection, Call call, Instant now) {
        this.connection = connection;
        this.call = call;
        this.now = now;
        this.company = call.caller().company();
    }

    /** A transaction whose first statement, which says who acts and reads the clock, travels with whatever comes first. */
    static Tx entering(Connection connection, Call call, String enter, Object... args) {
        Tx tx = new Tx(connection, call, null);
        tx.add(enter, args, results -> {
            results.next();
            return tx.now = results.getObject(1, OffsetDateTime.class).toInstant();
        });
        return tx;
    }

    /** The company this transaction works for; 0 before one has been set up. */
    public int company() {
        return company;
    }

    /** The user who asked for this work. */
    public UUID user() {
        return call.caller().user();
    }

    /** The request this transaction serves. */
    public Call call() {
        return call;
    }

    /** The database's clock at the start of the transaction: the {@code recorded_at} of all it writes. */
    public Instant now() {
        if (now == null) {
            flush();
        }
        return now;
    }

    /** Does something once everything here is committed; what is rolled back never happened. It must not throw and not wait. */
    public void afterCommit(Runnable news) {
        afterCommit.add(news);
    }

    /** The end: what is still queued, and the commit with it, so that locks are held for one round trip less. */
    void commit() {
        write("commit");
        flush();
    }

    /** Called when that has succeeded. */
    void committed() {
        afterCommit.forEach(Runnable::run);
    }

    /** Whether everything will be rolled back: then no number is drawn. */
    public boolean dryRun() {
        return call.dryRun();
    }

    /** The rows of a query as records; columns are found by their names, {@code unit_price} for {@code unitPrice}. */
    public <T> List<T> list(Class<T> row, String sql, Object... args) {
        return later(row, sql, args).get();
    }

    /** The same, asked for together with what else is queued: several reads then cost one round trip. */
    public <T> Later<List<T>> later(Class<T> row, String sql, Object... args) {
        return queue(sql, args, Rows.of(row)::all);
    }

    /** A column of a row that is read as a map: the name it gets, its name in SQL, and its type. */
    public record Column(String name, String column, Class<?> type) {
    }

    /** The rows of a query as maps in the order of the columns, for answers whose fields the caller chooses. */
    public List<Map<String, Object>> maps(String sql, List<Column> columns, Object... args) {
        return queue(sql, args, results -> {
            List<Map<String, Object>> rows = new ArrayList<>();
            while (results.next()) {
                Map<String, Object> row = LinkedHashMap.newLinkedHashMap(columns.size());
                for (Column column : columns) {
                    row.put(column.name, Rows.value(results, results.findColumn(column.column), column.type));
                }
                rows.add(row);
            }
            return rows;
        }).get();
    }

    /** The one row of a query, or none. */
    public <T> Optional<T> find(Class<T> row, String sql, Object... args) {
        List<T> rows = list(row, sql, args);
        if (rows.size() > 1) {
            throw new IllegalStateException("more than one row: " + sql);
        }
        return rows.stream().findFirst();
    }

    /** The one row of a query that the caller named: refused with 404 where it does not exist in this company. */
    public <T> T get(Class<T> row, String sql, Object... args) {
        return find(row, sql, args).orElseThrow(() -> new Refusal(WorkCode.NOT_FOUND));
    }

    /** Queues a statement; it runs before the next read, or with the commit. */
    public void write(String sql, Object... args) {
        queue(sql, args, _ -> null);
    }

    /**
     * Does a part that may be refused alone: then nothing of it remains, and the transaction goes on. What only passes, such as a
     * deadlock, ends the whole transaction, which is then repeated.
     *
     * @return why the part was refused; nothing when it was done
     */
    public Optional<Refusal> attempt(Runnable part) {
        flush();
        Statement<?> savepoint = add("savepoint part", new Object[0], _ -> null);
        try {
            part.run();
            if (queue.equals(List.of(savepoint))) {
                // It has only been thinking: nothing is to be secured.
                queue.clear();
                return Optional.empty();
            }
            write("release savepoint part");
            flush();
            return Optional.empty();
        } catch (Refusal refusal) {
            return Optional.of(undone(savepoint, refusal));
        } catch (DatabaseFailure e) {
            SQLException cause = e.getCause();
            if (!SqlStates.passes(cause) && SqlStates.refusal(cause) instanceof Refusal refusal) {
                return Optional.of(undone(savepoint, refusal));
            }
            throw e;
        }
    }

    private Refusal undone(Statement<?> savepoint, Refusal refusal) {
        // It goes out with the part's first statement, so it may not have gone out at all.
        boolean sent = !queue.contains(savepoint);
        queue.clear();
        if (sent) {
            write("rollback to savepoint part");
            write("release savepoint part");
        }
        return refusal;
    }

    /** Changes the company of this transaction: only for setting a new one up, and for signing in to one. */
    public void enter(int other) {
        write("select set_config('erp.company', ?, true)", Integer.toString(other));
        company = other;
    }

    /**
     * Sees the tasks of all companies from here on.
     *
     * @throws Refusal 403 {@code operators_only}
     */
    public void operate() {
        if (!call.caller().operator()) {
            throw new Refusal(WorkCode.OPERATORS_ONLY);
        }
        write("select set_config('erp.operator', 'true', true)");
    }

    /** Acts as a user from here on: only for signing in. */
    public void actAs(UUID user) {
        write("select set_config('erp.user', ?, true)", user.toString());
    }

    /** What a queued read will bring. */
    public interface Later<T> {
        /** Waits for it, sending what is queued if it has not gone out yet. */
        T get();
    }

    private <T> Statement<T> add(String sql, Object[] args, Reader<T> reader) {
        Statement<T> statement = new Statement<>(sql, args, reader);
        queue.add(statement);
        return statement;
    }

    private <T> Later<T> queue(String sql, Object[] args, Reader<T> reader) {
        Statement<T> statement = add(sql, args, reader);
        return () -> {
            if (!statement.done) {
                flush();
            }
            return statement.value;
        };
    }

    /** Sends what is queued, in order and in one round trip; with nothing queued, nothing happens. */
    void flush() {
        if (queue.isEmpty()) {
            return;
        }
        List<Statement<?>> statements = List.copyOf(queue);
        queue.clear();
        String sql = statements.size() == 1 ? statements.getFirst().sql
                : statements.stream().map(statement -> statement.sql).collect(Collectors.joining(";\n"));
        try (PreparedStatement prepared = connection.prepareStatement(sql)) {
            int position = 0;
            for (Statement<?> statement : statements) {
                for (Object arg : statement.args) {
                    bind(prepared, ++position, arg);
                }
            }
            boolean isResult = prepared.execute();
            for (Statement<?> statement : statements) {
                if (isResult) {
                    try (ResultSet results = prepared.getResultSet()) {
                        statement.read(results);
                    }
                }
                statement.done = true;
                isResult = prepared.getMoreResults();
            }
        } catch (SQLException e) {
            throw new DatabaseFailure(e);
        }
    }

    private void bind(PreparedStatement statement, int position, Object value) throws SQLException {
        switch (value) {
            case Collection<?> values -> statement.setArray(position, connection.createArrayOf(sqlType(values), sqlValues(values)));
            case Instant instant -> statement.setObject(position, instant.atOffset(ZoneOffset.UTC));
            case Enum<?> constant -> statement.setString(position, constant.name());
            case null, default -> statement.setObject(position, value);
        }
    }

    private static Object[] sqlValues(Collection<?> values) {
        return values.stream().map(value -> switch (value) {
            case Enum<?> constant -> constant.name();
            case Instant instant -> instant.toString();
            case null, default -> value;
        }).toArray();
    }

    private static String sqlType(Collection<?> values) {
        Object first = values.stream().filter(Objects::nonNull).map(Object.class::cast).findFirst().orElse("");
        return switch (first) {
            case UUID _ -> "uuid";
            case BigDecimal _ -> "numeric";
            case Integer _ -> "int4";
            case Short _ -> "int2";
            case Long _ -> "int8";
            case Boolean _ -> "bool";
            case LocalDate _ -> "date";
            case Instant _ -> "timestamptz";
            case byte[] _ -> "bytea";
            default -> "text";
        };
    }

    private interface Reader<T> {
        T read(ResultSet results) throws SQLException;
    }

    /** One queued statement and, once it has gone out, its result. */
    private static final class Statement<T> {
        private final String sql;
        private final Object[] args;
        private final Reader<T> reader;
        private boolean done;
        private T value;

        Statement(String sql, Object[] args, Reader<T> reader) {
            this.sql = sql;
            this.args = args;
            this.reader = reader;
        }

        void read(ResultSet results) throws SQLException {
            value = reader.read(results);
        }
    }
}
