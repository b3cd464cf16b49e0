package erp.security;

import erp.work.Keeping;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Mac;

/**
 * Keeps answers with tokens so that the database alone tells nothing: the request as HMAC-SHA-256, the answer encrypted by AES-256-GCM,
 * both under keys derived from a secret of this process, that of the answer from the request too. The newest secret keeps, and all
 * recall: one that has been dropped takes its answers with it, and their requests then count as other ones.
 */
public final class SealedAnswers implements Keeping {

    private static final String MAC = "HmacSHA256";
    private static final String PURPOSE = "erp idempotency answer";

    private final Supplier<List<byte[]>> secrets;

    SealedAnswers(Supplier<List<byte[]>> secrets) {
        this.secrets = secrets;
    }

    @Override
    public Kept keep(byte[] request, byte[] answer) {
        byte[] secret = secrets.get().getFirst();
        return new Kept(mac(secret, request), Sealing.seal(secret, PURPOSE, request, answer));
    }

    @Override
    public Optional<byte[]> recall(byte[] request, Kept kept) {
        return secrets.get().stream().filter(secret -> MessageDigest.isEqual(mac(secret, request), kept.request())).findFirst()
            .map(secret -> Sealing.open(secret, PURPOSE, request, kept.answer()));
    }

    private static byte[] mac(byte[] secret, byte[] request) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(Sealing.key(MAC, secret, "erp idempotency request", new byte[0]));
            return mac.doFinal(request);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
