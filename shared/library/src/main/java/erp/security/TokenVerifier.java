package erp.security;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import erp.work.Refusal;
import io.micronaut.core.annotation.Nullable;
import java.time.Instant;
import java.util.Set;

/** Turns a bearer token of the configured issuer into a caller. */
public final class TokenVerifier {

    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.RS512,
        JWSAlgorithm.PS256, JWSAlgorithm.PS384, JWSAlgorithm.PS512, JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512);
    private static final SignedTokens.Codes CODES = new SignedTokens.Codes(SecurityCode.TOKEN_INVALID, SecurityCode.TOKEN_EXPIRED);

    private final SignedTokens<Caller> tokens;

    private TokenVerifier(SecuritySettings settings, JWKSource<SignedTokens.At> keys, JOSEObjectType... types) {
        CallerClaims callers = new CallerClaims(settings);
        tokens = new SignedTokens<>(settings.issuerName(), settings.audience(), keys, ALGORITHMS, callers::read, CODES, types);
    }

    /**
     * A verifier for the configured issuer.
     *
     * @param keys the own issuer's keys, {@code null} where they or a foreign issuer's are read over HTTP
     */
    public static TokenVerifier of(SecuritySettings settings, @Nullable SigningKeys keys) {
        return of(settings, keys, IssuerKeys.Pace.USUAL);
    }

    static TokenVerifier of(SecuritySettings settings, @Nullable SigningKeys keys, IssuerKeys.Pace pace) {
        if (settings.foreign()) {
            return new TokenVerifier(settings, read(settings, pace), TokenIssuer.ACCESS_TOKEN, JOSEObjectType.JWT, null);
        }
        if (keys != null) {
            return new TokenVerifier(settings, (selector, at) -> keys.find(selector), TokenIssuer.ACCESS_TOKEN);
        }
        if (settings.jwksUri() != null) {
            return new TokenVerifier(settings, read(settings, pace), TokenIssuer.ACCESS_TOKEN);
        }
        throw new IllegalStateException("No issuer of tokens: set ERP_SECURITY_KEYS, ERP_SECURITY_JWKS_URI or ERP_SECURITY_ISSUER");
    }

    private static JWKSource<SignedTokens.At> read(SecuritySettings settings, IssuerKeys.Pace pace) {
        return IssuerKeys.of(settings.issuer(), settings.jwksUri(), pace);
    }

    /**
     * The caller a token stands for.
     *
     * @param token what follows {@code Bearer} in the Authorization header
     * @throws Refusal 401 {@code token_expired} for a genuine token whose time is over, 401 {@code token_invalid} for any
     *                 other, 503 {@code issuer_unavailable} while the issuer's keys have not been reachable yet
     */
    public Caller verify(@Nullable String token, Instant now) {
        return tokens.verify(token, now);
    }
}
