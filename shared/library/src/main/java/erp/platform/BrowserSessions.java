package erp.platform;

import com.fasterxml.jackson.databind.ObjectMapper;
import erp.security.Caller;
import erp.security.RefreshToken;
import erp.security.SealedAnswers;
import erp.security.Secret;
import erp.security.TokenVerifier;
import erp.work.Call;
import erp.work.Refusal;
import erp.work.Work;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Sessions of browsers, which hold the tokens of {@link Sessions} in cookies. An access token that is over is renewed by the way; pages
 * that ask at once get the same new tokens, because the refresh token is the key of its exchange.
 */
@Singleton
@Requires(beans = Sessions.class)
public final class BrowserSessions {

    private static final Caller NOBODY = new Caller(new UUID(0, 0), 0, List.of(), Locale.ENGLISH, false);

    private final Work work;
    private final Sessions sessions;
    private final SealedAnswers sealed;
    private final TokenVerifier tokens;
    private final ObjectMapper json;

    BrowserSessions(Work work, Sessions sessions, SealedAnswers sealed, TokenVerifier tokens, ObjectMapper json) {
        this.work = work;
        this.sessions = sessions;
        this.sealed = sealed;
        this.tokens = tokens;
        this.json = json;
    }

    /**
     * Who is signed in.
     *
     * @param caller  nobody after signing out
     * @param renewed new tokens for the browser to keep; nothing while the old ones serve
     */
    public record Signed(@Nullable Caller caller, @Nullable Sessions.Session renewed) {

        /** Nobody any more. */
        public static final Signed NOBODY = new Signed(null, null);
    }

    /** Begins a session, for the only company of the user or the first of several. */
    public Signed begin(Caller user, String traceId) {
        Sessions.Session session = work.run(user, tx -> sessions.begin(tx, null));
        return session.company() != null || session.companies().isEmpty() ? signed(session)
                : renew(session.refreshToken(), session.companies().getFirst().id(), traceId);
    }

    /** Who holds these tokens; nobody when both are over. */
    public Optional<Signed> of(@Nullable String access, @Nullable String refresh, String traceId) {
        try {
            return Optional.of(new Signed(tokens.verify(access, Instant.now()), null));
        } catch (Refusal over) {
            return refresh == null ? Optional.empty() : renewed(refresh, traceId);
        }
    }

    private Optional<Signed> renewed(String refresh, String traceId) {
        try {
            return Optional.of(renew(refresh, null, traceId));
        } catch (Refusal ended) {
            return Optional.empty();
        }
    }

    /**
     * Exchanges the tokens.
     *
     * @param company to work for from now on; the same as before when absent
     * @throws Refusal 401 {@code refresh_token_invalid}; 422 {@code unknown_company}
     */
    public Signed renew(String refresh, @Nullable Integer company, String traceId) {
        byte[] digest = RefreshToken.digest(refresh);
        Caller owner = work.run(NOBODY, tx -> Sessions.owner(tx, digest));
        Call call = new Call(owner, "console", "renew " + company, HexFormat.of().formatHex(digest), null, false, 200, traceId);
        HttpResponse<?> answer = work.once(call, sealed, new Secret(refresh), tx -> sessions.renew(tx, digest, company));
        try {
            return signed(json.readValue((byte[]) answer.body(), Sessions.Session.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends a session, wherever its tokens are. */
    public void end(String refresh) {
        byte[] digest = RefreshToken.digest(refresh);
        work.run(NOBODY, tx -> {
            tx.write("""
                    update platform.sessions set ended_at = now()
                     where ended_at is null and id in (select family from platform.refresh_tokens where token_hash = ?)""", digest);
            return null;
        });
    }

    private Signed signed(Sessions.Session session) {
        return new Signed(tokens.verify(session.accessToken(), Instant.now()), session);
    }
}
