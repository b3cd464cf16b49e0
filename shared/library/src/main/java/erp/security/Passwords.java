package erp.security;

import erp.work.Refusal;
import io.micronaut.core.annotation.Nullable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Passwords as Argon2id hashes (RFC 9106) with 19 MiB, 2 passes and 1 lane, the least that OWASP recommends, kept in the
 * PHC string format. A hash takes 19 MiB and tens of milliseconds of CPU, so only a few are computed at once.
 */
public final class Passwords {

    /** In Unicode characters; length counts, not kinds of characters (NIST SP 800-63B, 3.1.1.2). */
    public static final int SHORTEST = 12;
    public static final int LONGEST = 256;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    /** Hashes brought in from elsewhere may cost more than own ones, up to here. */
    private static final int MOST_MEMORY_KIB = 64 * 1024;
    private static final int MOST_PASSES = 10;
    private static final int MOST_LANES = 4;
    private static final Pattern PHC = Pattern.compile("\\$argon2id\\$v=19"
        + "\\$m=(?<memory>\\d{1,6}),t=(?<passes>\\d{1,3}),p=(?<lanes>\\d{1,2})"
        + "\\$(?<salt>[A-Za-z0-9+/]{11,86})\\$(?<hash>[A-Za-z0-9+/]{22,86})");

    /** A hash with all it takes to compute it again; its text is the PHC string format. */
    private record Stored(int memory, int passes, int lanes, byte[] salt, byte[] hash) {

        /** What is checked when there is no such user, so that the answer takes as long; no password has this hash. */
        static final Stored NOBODY = new Stored(MEMORY_KIB, PASSES, LANES, new byte[SALT_BYTES], new byte[HASH_BYTES]);

        static Stored parse(String text) {
            Matcher parts = PHC.matcher(text);
            if (!parts.matches()) {
                throw new IllegalArgumentException("not an Argon2id hash in PHC string format");
            }
            Stored stored = new Stored(Integer.parseInt(parts.group("memory")), Integer.parseInt(parts.group("passes")),
                Integer.parseInt(parts.group("lanes")), decode(parts.group("salt")), decode(parts.group("hash")));
            if (stored.memory > MOST_MEMORY_KIB || stored.passes > MOST_PASSES || stored.lanes > MOST_LANES) {
                throw new IllegalArgumentException("an Argon2id hash that costs too much to check");
            }
            return stored;
        }

        boolean hasOwnParameters() {
            return memory == MEMORY_KIB && passes == PASSES && lanes == LANES && salt.length == SALT_BYTES && hash.length == HASH_BYTES;
        }

        byte[] compute(String password) {
            Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
            argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id).withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory).withIterations(passes).withParallelism(lanes).withSalt(salt).build());
            byte[] result = new byte[hash.length];
            argon2.generateBytes(password.getBytes(StandardCharsets.UTF_8), result);
            return result;
        }

        String text(byte[] computed) {
            return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s".formatted(memory, passes, lanes, encode(salt), encode(computed));
        }

        private static byte[] decode(String base64) {
            return Base64.getDecoder().decode(base64);
        }

        private static String encode(byte[] bytes) {
            return Base64.getEncoder().withoutPadding().encodeToString(bytes);
        }
    }

    private final SecureRandom random = new SecureRandom();
    private final Semaphore turns;
    private final Duration longestWait;

    /**
     * Hashing for one process.
     *
     * @param atOnce how many hashes are computed at once, each in 19 MiB; as many as processors is fastest
     */
    public Passwords(int atOnce) {
        this(atOnce, LONGEST_WAIT);
    }

    Passwords(int atOnce, Duration longestWait) {
        this.turns = new Semaphore(atOnce, true);
        this.longestWait = longestWait;
    }

    /**
     * The hash to keep for a new password.
     *
     * @throws Refusal 422 {@code password_too_short}, {@code password_too_long} or {@code password_is_login}; 429 {@code sign_in_busy}
     */
    public String hash(String login, String password) {
        String normal = normal(password);
        int length = normal.codePointCount(0, normal.length());
        if (length < SHORTEST) {
            throw new Refusal(SecurityCode.PASSWORD_TOO_SHORT, SHORTEST);
        }
        if (length > LONGEST) {
            throw new Refusal(SecurityCode.PASSWORD_TOO_LONG, LONGEST);
        }
        if (normal.strip().equalsIgnoreCase(normal(login).strip())) {
            throw new Refusal(SecurityCode.PASSWORD_IS_LOGIN);
        }
        return fresh(normal);
    }

    /** A hash with today's parameters for a password that is already somebody's, and so need not please again. */
    public String rehash(String password) {
        return fresh(normal(password));
    }

    private String fresh(String normal) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        Stored fresh = new Stored(MEMORY_KIB, PASSES, LANES, salt, new byte[HASH_BYTES]);
        return fresh.text(inTurn(fresh, normal));
    }

    /**
     * Whether this is the user's password; takes as long for an unknown user.
     *
     * @param stored what {@link #hash} returned, {@code null} for an unknown user
     * @throws Refusal                  429 {@code sign_in_busy}
     * @throws IllegalArgumentException where {@code stored} is no Argon2id hash
     */
    public boolean verify(String password, @Nullable String stored) {
        Stored expected = stored == null ? Stored.NOBODY : Stored.parse(stored);
        // No longer password can be anyone's; hashing it would only cost.
        boolean tooLong = password.length() > 2 * LONGEST;
        byte[] computed = inTurn(expected, tooLong ? "" : normal(password));
        return MessageDigest.isEqual(computed, expected.hash()) && stored != null && !tooLong;
    }

    /** Whether the hash was made with other parameters than today's, and is to be made anew at the next sign-in. */
    public boolean needsRehash(String stored) {
        return !Stored.parse(stored).hasOwnParameters();
    }

    private byte[] inTurn(Stored parameters, String password) {
        try {
            if (!turns.tryAcquire(longestWait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Refusal(SecurityCode.SIGN_IN_BUSY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(SecurityCode.SIGN_IN_BUSY);
        }
        try {
            return parameters.compute(password);
        } finally {
            turns.release();
        }
    }

    /** One form for what looks the same: an umlaut may arrive as one character or as two (NIST SP 800-63B, 3.1.1.2). */
    private static String normal(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC);
    }
}
