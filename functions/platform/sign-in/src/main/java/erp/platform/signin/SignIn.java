package erp.platform.signin;

import erp.platform.Login;
import erp.platform.PlatformCode;
import erp.platform.Sessions;
import erp.security.Caller;
import erp.security.Limits;
import erp.security.Passwords;
import erp.security.SealedAnswers;
import erp.security.Secret;
import erp.web.Function;
import erp.work.Call;
import erp.work.Refusal;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

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

    private static final Caller NOBODY = new Caller(new UUID(0, 0), 0, List.of(), Locale.ENGLISH, false);

    private final Work work;
    private final Sessions sessions;
    private final Passwords passwords;
    private final Limits limits;
    private final SealedAnswers sealed;

    SignIn(Work work, Sessions sessions, Passwords passwords, Limits limits, SealedAnswers sealed) {
        this.work = work;
        this.sessions = sessions;
        this.passwords = passwords;
        this.limits = limits;
        this.sealed = sealed;
    }

    @Post("/api/v1/sessions")
    HttpResponse<Sessions.Session> signIn(HttpRequest<?> http, @Body Request request) {
        Login login = Login.of(request.login);
        limits.refuseAfterFailures(http, login.text());
        Call call = Call.current().by(authenticate(login, request.password.value())).on(http);
        return work.once(call, sealed, request, tx -> sessions.begin(tx, request.companyId));
    }

    private Caller authenticate(Login login, String password) {
        Optional<User> user = work.run(NOBODY, tx -> tx.find(User.class,
                "select id, password_hash, locale, active from platform.users where login = ?", login.text()));
        boolean right = passwords.verify(password, user.map(User::passwordHash).orElse(null));
        User known = user.filter(found -> right && found.active).orElseThrow(() -> failed(login));
        Caller caller = new Caller(known.id, 0, List.of(), Locale.of(known.locale), false);
        if (passwords.needsRehash(known.passwordHash)) {
            String hash = passwords.rehash(password);
            work.run(caller, tx -> {
                tx.write("update platform.users set password_hash = ? where id = ? and password_hash = ?", hash, known.id,
                        known.passwordHash);
                return null;
            });
        }
        return caller;
    }

    private Refusal failed(Login login) {
        limits.failed(login.text());
        return new Refusal(PlatformCode.SIGN_IN_FAILED);
    }

    private record User(UUID id, String passwordHash, String locale, boolean active) {
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
