package erp.security;

import erp.work.Refusal;
import io.micronaut.core.annotation.Nullable;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A refresh token: 256 random bits, of which only the digest is kept. Each is used once and replaced; all that descend from
 * one sign-in are a family. A token presented again was copied, so its whole family ends (RFC 9700, 4.14.2).
 *
 * @param value  what the caller gets, 43 characters
 * @param family one for each sign-in
 */
public record RefreshToken(String value, UUID family) {

    /** How long after its issue a refresh token can be used. */
    public static final Duration LIFE = Duration.ofDays(14);

    private static final int BYTES = 32;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** What is to be done with a token that was presented. */
    public enum Verdict {
        /** Mark it used and answer with a successor. */
        RENEW,
        /** Answer 401. */
        REFUSE,
        /** End the family, commit that, and only then answer 401. */
        END_FAMILY
    }

    /** The first token of a new family, at sign-in. */
    public static RefreshToken first() {
        return of(UUID.randomUUID());
    }

    /** The next token of a family. */
    public static RefreshToken of(UUID family) {
        byte[] bits = new byte[BYTES];
        RANDOM.nextBytes(bits);
        return new RefreshToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bits), family);
    }

    /** What is stored instead of the token. SHA-256 is enough: nobody guesses 256 bits, so nothing need be slow or salted. */
    public byte[] digest() {
        return digest(value);
    }

    /**
     * The digest to look a presented token up by.
     *
     * @throws Refusal 401 {@code refresh_token_invalid} where it does not have the form of one
     */
    public static byte[] digest(@Nullable String presented) {
        if (presented == null || !FORM.matcher(presented).matches()) {
            throw new Refusal(SecurityCode.REFRESH_TOKEN_INVALID);
        }
        return Sha256.of(presented.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * The verdict on a token that was found.
     *
     * @param issuedAt    when it was issued
     * @param usedAt      when it was used, {@code null} if never
     * @param familyEnded whether its family has been ended, by reuse or by signing out
     */
    public static Verdict judge(Instant issuedAt, @Nullable Instant usedAt, boolean familyEnded, Instant now) {
        if (familyEnded) {
            return Verdict.REFUSE;
        }
        if (usedAt != null) {
            return Verdict.END_FAMILY;
        }
        return now.isBefore(issuedAt.plus(LIFE)) ? Verdict.RENEW : Verdict.REFUSE;
    }

    /** Never shows the token, for it could end in a log. */
    @Override
    public String toString() {
        return "RefreshToken[family=" + family + "]";
    }
}
