package erp.work;

import erp.security.Caller;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.context.ServerRequestContext;
import java.util.Optional;

/**
 * The request a piece of work serves: who asks, which function answers, and how it wants to be answered. The gate makes it,
 * after the token and before the body have been looked at.
 *
 * @param caller        who asks
 * @param function      the function that answers: its permission and its name in logs and metrics
 * @param target        method, path and query: what the idempotency key is compared by, with the body
 * @param idempotencyKey the key of a write, null for reads
 * @param ifMatch       the version the caller has seen, null when the caller did not say
 * @param dryRun        whether to do everything and roll it back
 * @param status        the status of a success
 * @param traceId       32 hexadecimal digits that name this request in logs and problems
 */
public record Call(Caller caller, String function, String target, @Nullable String idempotencyKey, @Nullable String ifMatch,
                   boolean dryRun, int status, String traceId) {

    private static final String ATTRIBUTE = "erp.call";

    /** The call the current thread serves. */
    public static Call current() {
        return ServerRequestContext.currentRequest().flatMap(Call::of)
                .orElseThrow(() -> new IllegalStateException("not inside a request"));
    }

    /** The call that a request has become, once it has passed the gate. */
    public static Optional<Call> of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, Call.class);
    }

    /** The same call on behalf of a user who has proved to be one otherwise than by a token: by a password. */
    public Call by(Caller user) {
        return new Call(user, function, target, idempotencyKey, ifMatch, dryRun, status, traceId);
    }

    /** Keeps this call with its request. */
    public Call on(HttpRequest<?> request) {
        request.setAttribute(ATTRIBUTE, this);
        return this;
    }

    /** The same call, which is answered before it has been done: 202. */
    public Call accepted() {
        return new Call(caller, function, target, idempotencyKey, ifMatch, dryRun, 202, traceId);
    }

    /**
     * Demands that the caller says which version it has seen: for what replaces or edits the content of a document.
     *
     * @throws Refusal 428 {@code if_match_missing}
     */
    public void requireIfMatch() {
        if (ifMatch == null) {
            throw new Refusal(WorkCode.IF_MATCH_MISSING);
        }
    }
}
