package erp.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The own issuer's keys: RSA of 2048 bits for RS256, whose verification is the cheapest of all (36 µs of CPU; ES256 takes
 * 400, Ed25519 550), in one file, a JWK set (RFC 7517). The newest key signs, all verify. The file is read again when it
 * changes, which is looked for every {@link #CHECKED_EVERY} and whenever a token names an unknown key.
 */
public final class SigningKeys {

    static final Duration CHECKED_EVERY = Duration.ofSeconds(3);
    /** How long a key stays after its successor began to sign: the last token's life, clock skew, and a minute for late readers. */
    static final Duration KEPT_AFTER_SUCCESSOR = TokenIssuer.LIFE.plus(SignedTokens.CLOCK_SKEW).plusMinutes(1);
    private static final int RSA_BITS = 2048;
    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);

    /** What tells one state of the file from another; a replaced file has another key (inode). */
    private record Stamp(FileTime modified, long size, Object key) {
    }

    private record Loaded(Stamp stamp, JWKSet keys) {
    }

    private final Path file;
    private final LongSupplier nanos;
    private volatile Loaded loaded;
    private volatile long checked;

    SigningKeys(Path file, LongSupplier nanos) throws IOException {
        this.file = file;
        this.nanos = nanos;
        this.checked = nanos.getAsLong();
        this.loaded = load(stamp());
    }

    /**
     * The keys in a file.
     *
     * @throws IllegalStateException where it cannot be read or is no JWK set, in one line
     */
    public static SigningKeys open(Path file) {
        try {
            return new SigningKeys(file, System::nanoTime);
        } catch (IOException e) {
            throw new IllegalStateException("The signing keys in " + file + " cannot be read: " + reason(e), e);
        }
    }

    /**
     * Writes a file with one fresh key, readable by its owner only, unless there is a file already; of two processes that
     * try at once, one wins and both use its key.
     */
    public static SigningKeys create(Path file, Instant now) {
        if (!Files.exists(file)) {
            try {
                Path draft = draft(file, new JWKSet(freshKey(now)));
                try {
                    Files.createLink(file, draft);
                } catch (FileAlreadyExistsException e) {
                    LOG.info("Another process has just created {}", file);
                } finally {
                    Files.delete(draft);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("The signing keys cannot be written to " + file, e);
            }
        }
        return open(file);
    }

    /**
     * Adds a key, and drops those whose tokens are all expired.
     *
     * @param lead how long the new key is published before it signs: zero where all processes share the file, a few minutes
     *             where copies of it take time to arrive
     */
    public synchronized void rotate(Instant now, Duration lead) {
        List<JWK> keys = new ArrayList<>();
        List<JWK> old = inOrder(reread().keys());
        for (int i = 0; i < old.size(); i++) {
            boolean newest = i == old.size() - 1;
            if (newest || start(old.get(i + 1)).plus(KEPT_AFTER_SUCCESSOR).isAfter(now)) {
                keys.add(old.get(i));
            }
        }
        keys.add(freshKey(now.plus(lead)));
        try {
            Files.move(draft(file, new JWKSet(keys)), file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("The signing keys cannot be written to " + file, e);
        }
        reread();
    }

    /** The public halves, as the document other parties verify with (RFC 7517). */
    public String publicJwks() {
        return current().keys().toString(true);
    }

    /** The newest key that has begun to sign. */
    RSAKey signing(Instant now) {
        List<JWK> own = own();
        return own.stream().filter(key -> !start(key).isAfter(now)).reduce((a, b) -> b).orElse(own.getFirst()).toRSAKey();
    }

    /** A secret of each key that can sign, the newest first: what this file knows and the database does not. */
    List<byte[]> secrets() {
        return own().reversed().stream().map(key -> key.toRSAKey().getPrivateExponent().decode()).toList();
    }

    private List<JWK> own() {
        List<JWK> own = inOrder(current().keys()).stream().filter(key -> key.isPrivate() && key instanceof RSAKey).toList();
        if (own.isEmpty()) {
            throw new IllegalStateException("The signing keys in " + file + " are public ones: they verify, but cannot sign");
        }
        return own;
    }

    /** The keys a token asks for by its header. */
    List<JWK> find(JWKSelector selector) {
        List<JWK> found = selector.select(current().keys());
        return found.isEmpty() ? selector.select(reread().keys()) : found;
    }

    private Loaded current() {
        return nanos.getAsLong() - checked < CHECKED_EVERY.toNanos() ? loaded : reread();
    }

    private synchronized Loaded reread() {
        checked = nanos.getAsLong();
        try {
            Stamp stamp = stamp();
            if (!stamp.equals(loaded.stamp())) {
                loaded = load(stamp);
            }
        } catch (IOException e) {
            // Whoever is signed in keeps working while somebody repairs the file.
            LOG.warn("The signing keys in {} cannot be read, the known ones stay in use: {}", file, reason(e));
        }
        return loaded;
    }

    /** The stamp is older than the content, so that a change in between is seen at the next look. */
    private Loaded load(Stamp stamp) throws IOException {
        try {
            return new Loaded(stamp, JWKSet.parse(Files.readString(file)));
        } catch (ParseException e) {
            throw new IOException("not a JWK set", e);
        }
    }

    private Stamp stamp() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    }

    private static Path draft(Path file, JWKSet keys) throws IOException {
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        // A temporary file is born with mode 600.
        return Files.writeString(Files.createTempFile(folder, "keys", ".draft"), keys.toString(false));
    }

    private static RSAKey freshKey(Instant start) {
        try {
            return new RSAKeyGenerator(RSA_BITS).keyID(UUID.randomUUID().toString()).keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.RS256).notBeforeTime(Date.from(start)).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("This Java platform generates no RSA keys", e);
        }
    }

    /** Oldest first; of two with the same start, the later one in the file is the newer. */
    private static List<JWK> inOrder(JWKSet keys) {
        return keys.getKeys().stream().sorted(Comparator.comparing(SigningKeys::start)).toList();
    }

    private static Instant start(JWK key) {
        return key.getNotBeforeTime() == null ? Instant.EPOCH : key.getNotBeforeTime().toInstant();
    }

    private static String reason(IOException e) {
        return e.getClass() == IOException.class ? e.getMessage() : e.getClass().getSimpleName();
    }
}
