package erp.platform;

import erp.security.Caller;
import erp.security.Limits;
import erp.security.Passwords;
import erp.work.Refusal;
import erp.work.Work;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Login and password, checked outside of any transaction, and as slowly for an unknown login. */
@Singleton
public final class Credentials {

    private static final Caller NOBODY = new Caller(new UUID(0, 0), 0, List.of(), Locale.ENGLISH, false);

    private final Work work;
    private final Passwords passwords;
    private final Limits limits;

    Credentials(Work work, Passwords passwords, Limits limits) {
        this.work = work;
        this.passwords = passwords;
        this.limits = limits;
    }

    private record User(UUID id, String passwordHash, String locale, boolean active) {
    }

    /**
     * The user they belong to, without a company.
     *
     * @throws Refusal 429 {@code rate_limited} after too many failures for the login, {@code sign_in_busy}; 401 {@code sign_in_failed}
     */
    public Caller check(HttpRequest<?> http, String name, String password) {
        Login login = Login.of(name);
        limits.refuseAfterFailures(http, login.text());
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
}
