package erp.platform;

import erp.security.Caller;
import erp.security.Passwords;
import erp.work.Ids;
import erp.work.Work;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** The first user of an installation: an operator, who sets up the first company and becomes its administrator. */
@Singleton
public final class FirstUser {

    private final Work work;
    private final Passwords passwords;

    FirstUser(Work work, Passwords passwords) {
        this.work = work;
        this.passwords = passwords;
    }

    /** Whether somebody can sign in already. */
    public boolean exists() {
        return work.run(system(), tx -> tx.list(Boolean.class, "select exists (select from platform.users)").getFirst());
    }

    /**
     * Creates an operator, unless there is any user. Safe to repeat, and for two processes at once with the same login.
     *
     * @return whether it was created
     * @throws erp.work.Refusal {@code login_format}, {@code password_too_short}, {@code password_too_long}, {@code password_is_login}
     */
    public boolean create(String login, String password, Locale locale) {
        if (exists()) {
            return false;
        }
        Login fresh = Login.fresh(login);
        String hash = passwords.hash(fresh.text(), password);
        UUID id = Ids.next();
        return work.run(new Caller(id, 0, List.of(), locale, true), tx -> !tx.list(UUID.class, """
                insert into platform.users (id, login, name, password_hash, locale, operator)
                select ?, ?, ?, ?, ?, true where not exists (select from platform.users)
                on conflict (login) do nothing returning id""", id, fresh.text(), login, hash, locale.getLanguage()).isEmpty());
    }

    private static Caller system() {
        return new Caller(new UUID(0, 0), 0, List.of(), Locale.ENGLISH, true);
    }
}
