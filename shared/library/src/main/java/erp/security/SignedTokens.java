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
 * The tokens of one issuer for one audience: signature by a key of the issuer, {@code iss}, {@code aud}, {@code exp},
 * {@code nbf}, then what the claims stand for (RFC 7519, RFC 8725). Keys a token brings along are never used.
 *
 * @param <T> what a token stands for
 */
final class SignedTokens<T> {

    /** How far clocks may differ. */
    static final Duration CLOCK_SKEW = Duration.ofSeconds(60);
    /** How long a verified token is not verified again, which is also how long a removed key may still be accepted. */
    static final Duration REMEMBERED_FOR = Duration.ofSeconds(60);
    /** About 1 MB; when full it starts anew. */
    static final int REMEMBERED_TOKENS = 1_000;
    private static final int TOKEN_CHARACTERS = 8_192;
    /** The library is lenient about blanks around a token and odd characters in its signature. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    /** When a token is looked at. */
    record At(Instant now) implements SecurityContext {
    }

    /** What a token's claims stand for; refuses claims that stand for nothing. */
    @FunctionalInterface
    interface Meaning<T> {
        T of(JWTClaimsSet claims) throws BadJWTException;
    }

    /** How a token that is not accepted is called, and a genuine one whose time is over. */
    record Codes(SecurityCode invalid, SecurityCode expired) {
    }

    private record Remembered<T>(T meaning, Instant until) {
    }

    private final DefaultJWTProcessor<At> processor = new DefaultJWTProcessor<>();
    private final Map<String, Remembered<T>> remembered = new ConcurrentHashMap<>();
    private final Meaning<T> meaning;
    private final Codes codes;

    /**
     * @param algorithms what tokens may be signed with; asymmetric ones only: with HMAC, a public key would be a secret (RFC 8725, 2.1)
     * @param types      the {@code typ} tokens may have, {@code null} among them where they may have none
     */
    SignedTokens(String issuer, String audience, JWKSource<At> keys, Set<JWSAlgorithm> algorithms, Meaning<T> meaning, Codes codes,
                 JOSEObjectType... types) {
        this.meaning = meaning;
        this.codes = codes;
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(types));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys));
        processor.setJWTClaimsSetVerifier(new ClaimsCheck(issuer, audience));
    }

    /**
     * What a token stands for.
     *
     * @throws Refusal with one of the codes, or 503 {@code issuer_unavailable} while the issuer's keys have not been reachable yet
     */
    T verify(@Nullable String token, Instant now) {
        if (token == null || token.length() > TOKEN_CHARACTERS) {
            throw new Refusal(codes.invalid());
        }
        Remembered<T> known = remembered.get(token);
        if (known != null && now.isBefore(known.until())) {
            return known.meaning();
        }
        if (!FORM.matcher(token).matches()) {
            throw new Refusal(codes.invalid());
        }
        try {
            JWTClaimsSet claims = processor.process(SignedJWT.parse(token), new At(now));
            T found = meaning.of(claims);
            remember(token, found, claims.getExpirationTime().toInstant(), now);
            return found;
        } catch (ExpiredJWTException e) {
            throw new Refusal(codes.expired());
        } catch (KeySourceException e) {
            throw new Refusal(SecurityCode.ISSUER_UNAVAILABLE);
        } catch (ParseException | BadJOSEException | JOSEException e) {
            throw new Refusal(codes.invalid());
        }
    }

    private void remember(String token, T found, Instant expires, Instant now) {
        if (remembered.size() >= REMEMBERED_TOKENS) {
            remembered.clear();
        }
        Instant end = expires.plus(CLOCK_SKEW);
        Instant limit = now.plus(REMEMBERED_FOR);
        remembered.put(token, new Remembered<>(found, end.isBefore(limit) ? end : limit));
    }

    /** The library's checks of {@code iss} and {@code aud}; those of time at the time given instead of the process's clock. */
    private static final class ClaimsCheck extends DefaultJWTClaimsVerifier<At> {

        ClaimsCheck(String issuer, String audience) {
            super(audience, new JWTClaimsSet.Builder().issuer(issuer).build(), Set.of("exp"));
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
