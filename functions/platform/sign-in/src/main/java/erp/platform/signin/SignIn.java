package erp.platform.signin;

import erp.platform.Credentials;
import erp.platform.Sessions;
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
import jakarta.validation.constraints.Size;

/**
 * A user signs in with login and password, and gets tokens: for the company named, else for the only one the user has; who has
 * several and names none gets a token without a company, and chooses one by refreshing.
 *
 * <p>Repeating is safe: the same request gets the same tokens, which are stored encrypted. The password is checked each time, before
 * anything else and outside of any transaction, and takes as long for an unknown login.
 *
 * <p>Refused: 429 {@code rate_limited} after too many failures for the login, {@code sign_in_busy}; 401 {@code sign_in_failed};
 * 422 {@code unknown_company}.
 */
@Controller
@Function(name = "sign-in", open = true)
@Requires(beans = Sessions.class)
class SignIn {

    private final Work work;
    private final Sessions sessions;
    private final Credentials credentials;
    private final SealedAnswers sealed;

    SignIn(Work work, Sessions sessions, Credentials credentials, SealedAnswers sealed) {
        this.work = work;
        this.sessions = sessions;
        this.credentials = credentials;
        this.sealed = sealed;
    }

    @Post("/api/v1/sessions")
    HttpResponse<Sessions.Session> signIn(HttpRequest<?> http, @Body Request request) {
        Call call = Call.current().by(credentials.check(http, request.login, request.password.value())).on(http);
        return work.once(call, sealed, request, tx -> sessions.begin(tx, request.companyId));
    }

    /**
     * Who signs in.
     *
     * @param login     e-mail address or name, in small or capital letters
     * @param companyId the company to work for
     */
    @Introspected
    record Request(@Size(max = 254) String login, Secret password, @Nullable Integer companyId) {
    }
}
