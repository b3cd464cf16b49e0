package erp.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import erp.work.Refusal;
import io.micronaut.core.annotation.Nullable;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Turns a bearer token into a caller: signature by a key of the configured issuer, {@code iss}, {@code aud}, {@code exp},
 * {@code nbf}, then the claims that make a {@link Caller} (RFC 7519, RFC 8725). Keys a token brings along are never used.
 */
public final class TokenVerifier {

    /** How far clocks may differ. */
    static final Duration CLOCK_SKEW = Duration.ofSeconds(60);
    /** How long a verified token is not verified again, which is also how long a removed key may still be accepted. */
    static final Duration REMEMBERED_FOR = Duration.ofSeconds(60);
    /** About 1 MB; when full it starts anew. */
    static final int REMEMBERED_TOKENS = 1_000;
    private static final int TOKEN_CHARACTERS = 8_192;
    /** The library is lenient about blanks around a token and odd characters in its signature. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
    /** Asymmetric algorithms only: with HMAC, a public key would be a secret (RFC 8725, 2.1). */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.RS512,
        JWSAlgorithm.PS256, JWSAlgorithm.PS384, JWSAlgorithm.PS512, JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512);

    private record At(Instant now) implements SecurityContext {
    }

    private record Remembered(Caller caller, Instant until) {
    }

    private final DefaultJWTProcessor<At> processor = new DefaultJWTProcessor<>();
    private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();
    private final CallerClaims callers;

    private TokenVerifier(SecuritySettings settings, JWKSource<At> keys, JOSEObjectType... types) {
        callers = new CallerClaims(settings);
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(types));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        processor.setJWTClaimsSetVerifier(new ClaimsCheck(settings));
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
            return new TokenVerifier(settings, IssuerKeys.of(settings, pace), TokenIssuer.ACCESS_TOKEN, JOSEObjectType.JWT, null);
        }
        if (keys != null) {
            return new TokenVerifier(settings, (selector, at) -> keys.find(selector), TokenIssuer.ACCESS_TOKEN);
        }
        if (settings.jwksUri() != null) {
            return new TokenVerifier(settings, IssuerKeys.of(settings, pace), TokenIssuer.ACCESS_TOKEN);
        }
        throw new IllegalStateException("No issuer of tokens: set ERP_SECURITY_KEYS, ERP_SECURITY_JWKS_URI or ERP_SECURITY_ISSUER");
    }

    /**
     * The caller a token stands for.
     *
     * @param token what follows {@code Bearer} in the Authorization header
     * @throws Refusal 401 {@code token_expired} for a genuine token whose time is over, 401 {@code token_invalid} for any
     *                 other, 503 {@code issuer_unavailable} while the issuer's keys have not been reachable yet
     */
    public Caller verify(@Nullable String token, Instant now) {
        if (token == null || token.length() > TOKEN_CHARACTERS) {
            throw new Refusal(SecurityCode.TOKEN_INVALID);
        }
        Remembered known = remembered.get(token);
        if (known != null && now.isBefore(known.until())) {
            return known.caller();
        }
        if (!FORM.matcher(token).matches()) {
            throw new Refusal(SecurityCode.TOKEN_INVALID);
        }
        try {
            JWTClaimsSet claims = processor.process(SignedJWT.parse(token), new At(now));
            Caller caller = callers.read(claims);
            remember(token, caller, claims.getExpirationTime().toInstant(), now);
            return caller;
        } catch (ExpiredJWTException e) {
            throw new Refusal(SecurityCode.TOKEN_EXPIRED);
        } catch (KeySourceException e) {
            throw new Refusal(SecurityCode.ISSUER_UNAVAILABLE);
        } catch (ParseException | BadJOSEException | JOSEException e) {
            throw new Refusal(SecurityCode.TOKEN_INVALID);
        }
    }

    private void remember(String token, Caller caller, Instant expires, Instant now) {
        if (remembered.size() >= REMEMBERED_TOKENS) {
            remembered.clear();
        }
        Instant end = expires.plus(CLOCK_SKEW);
        Instant limit = now.plus(REMEMBERED_FOR);
        remembered.put(token, new Remembered(caller, end.isBefore(limit) ? end : limit));
    }

    /** The library's checks of {@code iss} and {@code aud}; those of time at the time given instead of the process's clock. */
    private static final class ClaimsCheck extends DefaultJWTClaimsVerifier<At> {

        ClaimsCheck(SecuritySettings settings) {
            super(settings.audience(), new JWTClaimsSet.Builder().issuer(settings.issuerName()).build(), Set.of("exp"));
        }

        @Override
        public void verify(JWTClaimsSet claims, At at) throws BadJWTException {
            super.verify(claims, at);
            Date starts = claims.getNotBeforeTime();
            if (starts != null && starts.toInstant().isAfter(at.now().plus(CLOCK_SKEW))) {
                throw new BadJWTException("not yet");
            }
            if (!claims.getExpirationTime().toInstant().plus(CLOCK_SKEW).isAfter(at.now())) {
                throw new ExpiredJWTException("expired");
            }
        }

        @Override
        protected Date currentTime() {
            return null;
        }
    }
}
