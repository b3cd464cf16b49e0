package erp.security;

import erp.work.Keeping;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.exceptions.ConfigurationException;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Keeps what has to be read again, such as the secrets of webhooks, so that the database alone tells nothing: AES-256-GCM under keys
 * derived (HKDF, RFC 5869) from a key that is configured. Whoever changes that key loses what was sealed under it.
 */
@Singleton
public final class Sealing {

    private static final int SHORTEST = 24;
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] secret;

    Sealing(@Value("${erp.security.sealing-key}") String key) {
        if (key.length() < SHORTEST) {
            throw new ConfigurationException("ERP_SECURITY_SEALING_KEY must have " + SHORTEST + " random characters at least");
        }
        this.secret = key.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Seals a text.
     *
     * @param context what it belongs to, without which it cannot be opened: its row's identifier
     */
    public byte[] seal(byte[] context, byte[] text) {
        return seal(secret, "erp sealed value", context, text);
    }

    /** What was sealed for the same context; throws IllegalStateException where it was altered, or sealed under another key. */
    public byte[] open(byte[] context, byte[] sealed) {
        return open(secret, "erp sealed value", context, sealed);
    }

    /** Keeps answers that tell such values once. */
    public Keeping answers() {
        return new SealedAnswers(() -> List.of(secret));
    }

    static byte[] seal(byte[] secret, String purpose, byte[] context, byte[] text) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, secret, purpose, context, nonce, text);
        return ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
    }

    static byte[] open(byte[] secret, String purpose, byte[] context, byte[] sealed) {
        return crypt(Cipher.DECRYPT_MODE, secret, purpose, context, Arrays.copyOf(sealed, NONCE_BYTES),
                Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length));
    }

    static SecretKey key(String algorithm, byte[] secret, String purpose, byte[] context) throws GeneralSecurityException {
        byte[] name = purpose.getBytes(StandardCharsets.US_ASCII);
        byte[] info = ByteBuffer.allocate(name.length + context.length).put(name).put(context).array();
        HKDFParameterSpec parameters = HKDFParameterSpec.ofExtract().addIKM(secret).thenExpand(info, KEY_BYTES);
        return KDF.getInstance("HKDF-SHA256").deriveKey(algorithm, parameters);
    }

    private static byte[] crypt(int mode, byte[] secret, String purpose, byte[] context, byte[] nonce, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(mode, key("AES", secret, purpose, context), new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("What was sealed has been altered", e);
        }
    }
}
