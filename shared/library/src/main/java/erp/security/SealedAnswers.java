package erp.security;

import erp.work.Keeping;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Keeps answers with tokens so that the database alone tells nothing: the request as HMAC-SHA-256, the answer encrypted by AES-256-GCM,
 * both under keys derived (HKDF, RFC 5869) from a private signing key, the answer's also from the request. A signing key
 * that has been dropped takes its answers with it; their requests then count as other ones.
 */
public final class SealedAnswers implements Keeping {

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final String MAC = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SigningKeys keys;

    SealedAnswers(SigningKeys keys) {
        this.keys = keys;
    }

    @Override
    public Kept keep(byte[] request, byte[] answer) {
        byte[] secret = keys.secrets().getFirst();
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, secret, request, nonce, answer);
        return new Kept(mac(secret, request), ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array());
    }

    @Override
    public Optional<byte[]> recall(byte[] request, Kept kept) {
        return keys.secrets().stream().filter(secret -> MessageDigest.isEqual(mac(secret, request), kept.request())).findFirst()
            .map(secret -> crypt(Cipher.DECRYPT_MODE, secret, request, Arrays.copyOf(kept.answer(), NONCE_BYTES),
                Arrays.copyOfRange(kept.answer(), NONCE_BYTES, kept.answer().length)));
    }

    private static byte[] mac(byte[] secret, byte[] request) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key(MAC, secret, "erp idempotency request", new byte[0]));
            return mac.doFinal(request);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] crypt(int mode, byte[] secret, byte[] request, byte[] nonce, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(mode, key("AES", secret, "erp idempotency answer", request), new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A stored answer has been altered", e);
        }
    }

    private static SecretKey key(String algorithm, byte[] secret, String purpose, byte[] context) throws GeneralSecurityException {
        byte[] name = purpose.getBytes(StandardCharsets.US_ASCII);
        byte[] info = ByteBuffer.allocate(name.length + context.length).put(name).put(context).array();
        HKDFParameterSpec parameters = HKDFParameterSpec.ofExtract().addIKM(secret).thenExpand(info, KEY_BYTES);
        return KDF.getInstance("HKDF-SHA256").deriveKey(algorithm, parameters);
    }
}
