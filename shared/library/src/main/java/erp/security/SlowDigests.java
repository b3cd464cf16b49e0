package erp.security;

import erp.work.Keeping;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Keeps requests with a password by an Argon2id hash of their digest: whoever reads the database can guess the password from it no
 * faster than from the user's own hash. It needs no secret, so functions without signing keys can use it. Answers stand as they are.
 */
public final class SlowDigests implements Keeping {

    private final Passwords passwords;

    SlowDigests(Passwords passwords) {
        this.passwords = passwords;
    }

    @Override
    public Kept keep(byte[] request, byte[] answer) {
        return new Kept(passwords.rehash(text(request)).getBytes(StandardCharsets.US_ASCII), answer);
    }

    @Override
    public Optional<byte[]> recall(byte[] request, Kept kept) {
        String stored = new String(kept.request(), StandardCharsets.US_ASCII);
        // Another function may have used the key, and keeps plain digests.
        return stored.startsWith("$argon2id$") && passwords.verify(text(request), stored) ? Optional.of(kept.answer()) : Optional.empty();
    }

    private static String text(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }
}
