package erp.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import erp.security.Caller;
import io.micronaut.context.BeanProvider;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Runs the work of a request in one transaction, as {@code api-contract} promises it.
 *
 * <p>{@link #once} claims the {@code Idempotency-Key}, runs the handler, stores the answer beside its effect and commits; the same
 * request later gets the same answer and no second effect. What a handler writes is therefore there once, or not at all.
 */
@Singleton
public final class Work {

    private static final int ATTEMPTS = 3;
    private static final Duration LONGEST = Duration.ofSeconds(25);
    private static final Object NOTHING = "";
    private static final UUID NOBODY = new UUID(0, 0);
    private static final String NO_TRACE = "0".repeat(32);

    // The first round trip: who acts, the key's lock, the clock, and the answer that may already stand under the key. The lock is
    // held until the end of the transaction, so a twin of this request waits for it, at most the role's lock_timeout; the second
    // statement sees what the twin committed, because in READ COMMITTED each statement takes its own snapshot.
    private static final String CLAIM = """
            select now(), set_config('erp.company', ?, true), set_config('erp.user', ?, true),
                   set_config('erp.correlation', ?, true), pg_advisory_xact_lock(hashtextextended(?, ?));
            select request_hash, status, body from platform.idempotency_keys where company_id = ? and user_id = ? and key = ?""";
    private static final String ENTER = """
            select now(), set_config('erp.company', ?, true), set_config('erp.user', ?, true), set_config('erp.correlation', ?, true)""";
    // What concerns the tasks of all companies looks at a table whose size changes from minute to minute: it is planned each time.
    private static final String OPERATE = ENTER
            + ", set_config('erp.operator', 'true', true), set_config('plan_cache_mode', 'force_custom_plan', true)";
    private static final String LIMITED = ENTER + ", set_config('statement_timeout', ?, true)";
    private static final String STORE = """
            insert into platform.idempotency_keys (company_id, user_id, key, request_hash, status, body) values (?, ?, ?, ?, ?, ?)""";

    private final BeanProvider<DataSource> commands;
    private final BeanProvider<DataSource> queries;
    private final BeanProvider<DataSource> tasks;
    private final ObjectMapper json;
    private final Validator validator;
    private final Progress progress;

    Work(@Named("command") BeanProvider<DataSource> commands, @Named("query") BeanProvider<DataSource> queries,
            @Named("task") BeanProvider<DataSource> tasks, ObjectMapper json, Validator validator, Progress progress) {
        this.commands = commands;
        this.queries = queries;
        this.tasks = tasks;
        this.json = json;
        this.validator = validator;
        this.progress = progress;
    }

    /** What a function does with its transaction: lock and load, decide, write. It may run more than once, so it keeps no state. */
    public interface Handler<A> {
        A handle(Tx tx);
    }

    /**
     * Does a write exactly once.
     *
     * @param request what was asked: its canonical JSON is part of the key's hash, and Bean Validation looks at it
     * @param handler the work; what it throws rolls everything back and leaves the key free
     * @return the answer, or byte for byte the one that was given to the same request before
     * @throws Refusal in the order of precedence of the contract
     */
    public <A> HttpResponse<A> once(Object request, Handler<A> handler) {
        return once(Call.current(), Keeping.PLAIN, request, handler);
    }

    /**
     * The same for requests and answers with secrets, and for functions that find out themselves who calls.
     *
     * @param call    the call, on behalf of the user whose keys count
     * @param keeping how request and answer are kept
     */
    public <A> HttpResponse<A> once(Call call, Keeping keeping, Object request, Handler<A> handler) {
        byte[] hash = hash(call, request);
        for (int attempt = 1;; attempt++) {
            try (Progress.Piece _ = progress.begin(); Connection connection = commands.get().getConnection()) {
                return attempt(connection, call, keeping, hash, request, handler);
            } catch (DatabaseFailure | SQLException e) {
                SQLException cause = e instanceof DatabaseFailure failure ? failure.getCause() : (SQLException) e;
                if (!SqlStates.isTransient(cause) || attempt == ATTEMPTS) {
                    throw SqlStates.refusal(cause);
                }
            }
        }
    }

    /** The same for a request without a body. */
    public <A> HttpResponse<A> once(Handler<A> handler) {
        return once(NOTHING, handler);
    }

    /** Runs a read. Its transactions cannot write and see one state of the database throughout: so the role {@code erp_query} is set. */
    public <A> A read(Handler<A> handler) {
        return readAs(Call.current(), handler);
    }

    /** What stands under a key. */
    private record Known(Keeping.Kept kept, int status) {
    }

    private <A> A readAs(Call call, Handler<A> handler) {
        try (Progress.Piece _ = progress.begin(); Connection connection = queries.get().getConnection();
                Rollback _ = Rollback.unlessDone(connection)) {
            return handler.handle(enter(connection, ENTER, call));
        } catch (DatabaseFailure e) {
            throw SqlStates.refusal(e.getCause());
        } catch (SQLException e) {
            throw SqlStates.refusal(e);
        }
    }

    /** Looks something up for a company outside of a request's own transaction, to be cached. */
    public <A> A lookup(int company, Handler<A> handler) {
        return readAs(call(new Caller(NOBODY, company, List.of(), Locale.ENGLISH, false), "lookup"), handler);
    }

    /**
     * Does a piece of work that no request asked for, in one transaction: what a fresh installation needs, and what tests prepare.
     * Nothing is stored to recognise a repetition by.
     */
    public <A> A run(Caller caller, Handler<A> handler) {
        return within(commands, ENTER, call(caller, "run"), handler);
    }

    /** The same for a background task, as {@code erp_task}. What only passes, such as a deadlock, is tried again at once. */
    public <A> A task(Call call, Handler<A> handler) {
        return task(call, LONGEST, handler);
    }

    /** The same with a limit for each of its statements; one that takes longer ends the transaction. */
    public <A> A task(Call call, Duration longest, Handler<A> handler) {
        for (int attempt = 1;; attempt++) {
            try (Progress.Piece _ = progress.begin()) {
                return within(tasks, LIMITED, call, handler, Long.toString(longest.toMillis()));
            } catch (Refusal refusal) {
                if (refusal.code() != WorkCode.TRY_AGAIN || attempt == ATTEMPTS) {
                    throw refusal;
                }
            }
        }
    }

    /** The same for the tasks of all companies, of which it sees nothing but these: for the dispatcher. */
    public <A> A operate(Handler<A> handler) {
        return within(tasks, OPERATE, call(new Caller(NOBODY, 0, List.of(), Locale.ENGLISH, true), "operate"), handler);
    }

    private static Call call(Caller caller, String function) {
        return new Call(caller, function, "", null, null, false, 200, NO_TRACE);
    }

    private <A> A within(BeanProvider<DataSource> role, String enter, Call call, Handler<A> handler, String... settings) {
        try (Connection connection = role.get().getConnection(); Rollback rollback = Rollback.unlessDone(connection)) {
            Tx tx = enter(connection, enter, call, settings);
            A answer = handler.handle(tx);
            tx.commit();
            rollback.done();
            tx.committed();
            return answer;
        } catch (DatabaseFailure e) {
            throw SqlStates.refusal(e.getCause());
        } catch (SQLException e) {
            throw SqlStates.refusal(e);
        }
    }

    private <A> HttpResponse<A> attempt(Connection connection, Call call, Keeping keeping, byte[] hash, Object request, Handler<A> handler)
            throws SQLException {
        try (Rollback rollback = Rollback.unlessDone(connection)) {
            Tx tx;
            Known known = null;
            try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
                bindCaller(claim, call);
                claim.setString(4, call.idempotencyKey());
                // The lock's key is a hash: two different keys that share it only wait for each other.
                claim.setLong(5, call.caller().user().getLeastSignificantBits() + call.caller().company());
                claim.setInt(6, call.caller().company());
                claim.setObject(7, call.caller().user());
                claim.setString(8, call.idempotencyKey());
                claim.execute();
                tx = new Tx(connection, call, clock(claim.getResultSet()));
                claim.getMoreResults();
                try (ResultSet stored = claim.getResultSet()) {
                    if (stored.next()) {
                        known = new Known(new Keeping.Kept(stored.getBytes(1), stored.getBytes(3)), stored.getInt(2));
                    }
                }
            } catch (SQLException e) {
                throw SqlStates.isLockTimeout(e) ? new Refusal(WorkCode.IN_FLIGHT) : new DatabaseFailure(e);
            }
            if (known != null) {
                // Given back first: recognising a password takes long, and nobody is to wait so long for the key or for a connection.
                connection.rollback();
                connection.close();
                return replay(call, known.status,
                        keeping.recall(hash, known.kept).orElseThrow(() -> new Refusal(WorkCode.IDEMPOTENCY_KEY_REUSED)));
            }
            A answer;
            try {
                answer = validated(request, tx, handler);
            } catch (Refusal refusal) {
                if (refusal.isLasting() && !call.dryRun()) {
                    tx.commit();
                    rollback.done();
                    tx.committed();
                }
                throw refusal;
            }
            byte[] body = bytes(answer, call.dryRun());
            if (call.dryRun()) {
                // The writes run, so that every constraint has its say, and the deferred ones too.
                tx.write("set constraints all immediate");
                tx.flush();
            } else {
                if (tx.company() != call.caller().company()) {
                    tx.enter(call.caller().company());
                }
                Keeping.Kept kept = keeping.keep(hash, body);
                tx.write(STORE, tx.company(), tx.user(), call.idempotencyKey(), kept.request(), call.status(), kept.answer());
                tx.commit();
                rollback.done();
                tx.committed();
            }
            return respond(call, call.status(), body, answer instanceof Identified i ? i.id() : null,
                    answer instanceof Versioned v ? v.version() : null);
        }
    }

    /**
     * Bean Validation has its say last, after 404 and 409: the handler runs first, and where the request is invalid anyway, only
     * its refusals with precedence count.
     */
    private <A> A validated(Object request, Tx tx, Handler<A> handler) {
        Set<ConstraintViolation<Object>> violations = request == NOTHING ? Set.of() : validator.validate(request);
        if (violations.isEmpty()) {
            return handler.handle(tx);
        }
        Refusal invalid = Violations.refusal(violations);
        try {
            handler.handle(tx);
        } catch (Refusal refusal) {
            if (refusal.code().status() < invalid.code().status() || refusal.code().status() == 428) {
                throw refusal;
            }
        } catch (RuntimeException unfit) {
            // A handler is written for valid requests: whatever breaks on this one is explained by the violations.
            invalid.addSuppressed(unfit);
        }
        throw invalid;
    }

    private static Tx enter(Connection connection, String enter, Call call, String... settings) {
        Stream<String> caller = Stream.of(Integer.toString(call.caller().company()), call.caller().user().toString(), call.traceId());
        return Tx.entering(connection, call, enter, Stream.concat(caller, Stream.of(settings)).toArray());
    }

    private static void bindCaller(PreparedStatement statement, Call call) throws SQLException {
        statement.setString(1, Integer.toString(call.caller().company()));
        statement.setString(2, call.caller().user().toString());
        statement.setString(3, call.traceId());
    }

    private static Instant clock(ResultSet results) throws SQLException {
        try (results) {
            results.next();
            return results.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    private byte[] hash(Call call, Object request) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(call.function().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(call.target().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return digest.digest(json.writeValueAsBytes(request));
        } catch (NoSuchAlgorithmException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] bytes(Object answer, boolean dryRun) {
        try {
            if (dryRun) {
                ObjectNode node = json.valueToTree(answer);
                return json.writeValueAsBytes(node.put("dryRun", true));
            }
            return json.writeValueAsBytes(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <A> HttpResponse<A> replay(Call call, int status, byte[] body) {
        try {
            JsonNode stored = json.readTree(body);
            MutableHttpResponse<A> response = respond(call, status, body, stored.has("id") ? stored.get("id").asText() : null,
                    stored.has("version") ? stored.get("version").asInt() : null);
            return response.header("Idempotency-Replayed", "true");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The stored bytes are the answer: what is sent now and what is replayed later cannot differ. */
    @SuppressWarnings("unchecked")
    private static <A> MutableHttpResponse<A> respond(Call call, int status, byte[] body, Object id, Integer version) {
        MutableHttpResponse<byte[]> response = HttpResponse.<byte[]>status(HttpStatus.valueOf(status))
                .contentType(MediaType.APPLICATION_JSON_TYPE).body(body);
        if (status == HttpStatus.CREATED.getCode() && id != null && !call.dryRun()) {
            response.header(HttpHeaders.LOCATION, collection(call.target()) + "/" + id);
        } else if (status == HttpStatus.ACCEPTED.getCode() && id != null && !call.dryRun()) {
            response.header(HttpHeaders.LOCATION, "/api/v1/tasks/" + id);
        }
        if (version != null && !call.dryRun()) {
            response.header(HttpHeaders.ETAG, '"' + version.toString() + '"');
        }
        return (MutableHttpResponse<A>) (MutableHttpResponse<?>) response;
    }

    /** {@code POST /api/v1/sales-invoices/7/cancel} creates a member of {@code /api/v1/sales-invoices}. */
    private static String collection(String target) {
        String path = target.substring(target.indexOf(' ') + 1).split("\\?", 2)[0];
        return String.join("/", Arrays.copyOf(path.split("/", 5), 4));
    }
}
