package erp.platform.refreshsession;

import erp.platform.Sessions;
import erp.security.Limits;
import erp.security.RefreshToken;
import erp.security.SealedAnswers;
import erp.security.Secret;
import erp.web.Function;
import erp.work.Call;
import erp.work.Work;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;

/**
 * A session goes on: its refresh token is exchanged for new tokens, for the same company or for another one of the user's.
 *
 * <p>Repeating is safe: the same request, known by its {@code Idempotency-Key}, gets the same tokens. The same refresh token in any
 * other request has been copied by somebody, so it ends the session for all who hold a part of it.
 *
 * <p>Refused: 401 {@code refresh_token_invalid}; 429 {@code rate_limited}; 422 {@code unknown_company}.
 */
@Controller
@Function(name = "refresh-session", open = true)
@Requires(beans = Sessions.class)
class RefreshSession {

    private final Work work;
    private final Sessions sessions;
    private final Limits limits;
    private final SealedAnswers sealed;

    RefreshSession(Work work, Sessions sessions, Limits limits, SealedAnswers sealed) {
        this.work = work;
        this.sessions = sessions;
        this.limits = limits;
        this.sealed = sealed;
    }

    @Post("/api/v1/sessions/refresh")
    HttpResponse<Sessions.Session> refresh(HttpRequest<?> http, @Body Request request) {
        byte[] digest = RefreshToken.digest(request.refreshToken.value());
        Call call = Call.current().by(work.run(Call.current().caller(), tx -> Sessions.owner(tx, digest))).on(http);
        limits.take(http, call.caller());
        return work.once(call, sealed, request, tx -> sessions.renew(tx, digest, request.companyId));
    }

    /**
     * The session.
     *
     * @param companyId the company to work for from now on; the same as before when absent
     */
    @Introspected
    record Request(Secret refreshToken, @Nullable Integer companyId) {
    }
}
