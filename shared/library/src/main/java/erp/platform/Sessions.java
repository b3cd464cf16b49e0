package erp.platform;

import erp.security.Caller;
import erp.security.RefreshToken;
import erp.security.SecurityCode;
import erp.security.TokenIssuer;
import erp.work.Refusal;
import erp.work.Tx;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Sessions: a user who has signed in once keeps asking with access tokens of a quarter of an hour, renewed by refresh tokens that
 * are used once each. A refresh token that comes back ends its session (RFC 9700, 4.14.2). All of it works in the caller's
 * transaction, which acts as the user.
 */
@Singleton
@Requires(beans = TokenIssuer.class)
public final class Sessions {

    private final TokenIssuer issuer;

    Sessions(TokenIssuer issuer) {
        this.issuer = issuer;
    }

    /**
     * What a user holds after signing in or refreshing.
     *
     * @param accessToken  the bearer token of the next requests; a dry run draws none
     * @param refreshToken good for one refresh within two weeks; a dry run draws none
     * @param expiresIn    seconds that the access token is good for
     * @param company      the company the token is for; none where the user has to choose one first
     * @param companies    all companies the user may choose from
     */
    @Introspected
    public record Session(@Nullable String accessToken, @Nullable String refreshToken, String tokenType, long expiresIn,
                          @Nullable Choice company, List<Choice> companies) {
    }

    /** A company the user is a member of. */
    @Introspected
    public record Choice(int id, String name) {
    }

    private record Token(UUID family, int companyId, Instant issuedAt, @Nullable Instant usedAt, boolean ended) {
    }

    private record Owner(UUID id, String locale) {
    }

    private record User(String locale, boolean operator, boolean active) {
    }

    private record Membership(int companyId, String name, List<String> roles) {

        Choice choice() {
            return new Choice(companyId, name);
        }
    }

    /**
     * Begins a session of the transaction's user.
     *
     * @param wanted the company to work for; when absent it is the only one the user has, or none
     * @throws Refusal 422 {@code unknown_company}
     */
    public Session begin(Tx tx, @Nullable Integer wanted) {
        User user = user(tx).orElseThrow(() -> new Refusal(PlatformCode.SIGN_IN_FAILED));
        RefreshToken first = RefreshToken.first();
        tx.write("insert into platform.sessions (id, user_id) values (?, ?)", first.family(), tx.user());
        List<Membership> memberships = memberships(tx);
        return issue(tx, user, first, memberships, wanted == null ? only(memberships) : Optional.of(chosen(memberships, wanted)));
    }

    /**
     * Exchanges a refresh token of the transaction's user for new tokens.
     *
     * @param digest the presented token's digest
     * @param wanted the company to work for from now on; when absent it stays the same
     * @throws Refusal 401 {@code refresh_token_invalid}, which ends the session for good where the token was used before; 422
     *                 {@code unknown_company}
     */
    public Session renew(Tx tx, byte[] digest, @Nullable Integer wanted) {
        // Both rows are locked, so that of two uses at once the second sees the first, and no successor escapes the session's end.
        Token token = tx.find(Token.class, """
                select s.id as family, t.company_id, t.issued_at, t.used_at, s.ended_at is not null as ended
                  from platform.refresh_tokens t join platform.sessions s on s.id = t.family
                 where t.token_hash = ? and s.user_id = ? for update""", digest, tx.user())
                .orElseThrow(() -> new Refusal(SecurityCode.REFRESH_TOKEN_INVALID));
        RefreshToken.Verdict verdict = RefreshToken.judge(token.issuedAt, token.usedAt, token.ended, tx.now());
        if (verdict == RefreshToken.Verdict.END_FAMILY) {
            tx.write("update platform.sessions set ended_at = now() where id = ?", token.family);
            throw Refusal.lasting(SecurityCode.REFRESH_TOKEN_INVALID);
        }
        User user = user(tx).filter(_ -> verdict == RefreshToken.Verdict.RENEW)
                .orElseThrow(() -> new Refusal(SecurityCode.REFRESH_TOKEN_INVALID));
        List<Membership> memberships = memberships(tx);
        Optional<Membership> same = memberships.stream().filter(membership -> membership.companyId == token.companyId).findFirst();
        Optional<Membership> company = wanted != null ? Optional.of(chosen(memberships, wanted)) : same.or(() -> only(memberships));
        tx.write("update platform.refresh_tokens set used_at = now() where token_hash = ?", digest);
        return issue(tx, user, RefreshToken.of(token.family), memberships, company);
    }

    /**
     * The user a refresh token belongs to.
     *
     * @throws Refusal 401 {@code refresh_token_invalid} where there is no such token
     */
    public static Caller owner(Tx tx, byte[] digest) {
        return tx.find(Owner.class, """
                select u.id, u.locale from platform.refresh_tokens t join platform.sessions s on s.id = t.family
                  join platform.users u on u.id = s.user_id where t.token_hash = ?""", digest)
                .map(owner -> new Caller(owner.id, 0, List.of(), Locale.of(owner.locale), false))
                .orElseThrow(() -> new Refusal(SecurityCode.REFRESH_TOKEN_INVALID));
    }

    private Session issue(Tx tx, User user, RefreshToken refresh, List<Membership> memberships, Optional<Membership> company) {
        int number = company.map(Membership::companyId).orElse(0);
        tx.write("insert into platform.refresh_tokens (token_hash, family, company_id, expires_at) values (?, ?, ?, ?)", refresh.digest(),
                refresh.family(), number, tx.now().plus(RefreshToken.LIFE));
        List<String> roles = company.map(Membership::roles).orElse(List.of());
        Caller caller = new Caller(tx.user(), number, roles, Locale.of(user.locale), user.operator);
        // What a dry run rolls back must not live on in tokens: they would be sessions that nobody can end.
        return new Session(tx.dryRun() ? null : issuer.issue(caller, tx.now()).value(), tx.dryRun() ? null : refresh.value(), "Bearer",
                TokenIssuer.LIFE.toSeconds(), company.map(Membership::choice).orElse(null),
                memberships.stream().map(Membership::choice).toList());
    }

    private static Optional<User> user(Tx tx) {
        return tx.find(User.class, "select locale, operator, active from platform.users where id = ?", tx.user()).filter(User::active);
    }

    private static List<Membership> memberships(Tx tx) {
        return tx.list(Membership.class, """
                select m.company_id, c.name, m.roles from platform.memberships m join platform.companies c on c.company_id = m.company_id
                 where m.user_id = ? order by c.name, m.company_id""", tx.user());
    }

    private static Optional<Membership> only(List<Membership> memberships) {
        return memberships.size() == 1 ? Optional.of(memberships.getFirst()) : Optional.empty();
    }

    private static Membership chosen(List<Membership> memberships, int company) {
        return memberships.stream().filter(membership -> membership.companyId == company).findFirst()
                .orElseThrow(() -> new Refusal(PlatformCode.UNKNOWN_COMPANY, Integer.toString(company)));
    }
}
