package erp.webhooks;

import erp.security.Sealing;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What the messages to one webhook are signed with, as the specification Standard Webhooks 1.0 says. */
public final class WebhookSecret {

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] key;

    WebhookSecret(byte[] key) {
        this.key = key;
    }

    /** A new one. */
    public static WebhookSecret draw() {
        byte[] key = new byte[BYTES];
        RANDOM.nextBytes(key);
        return new WebhookSecret(key);
    }

    /** The one that is kept with a webhook. */
    public static WebhookSecret open(Sealing sealing, UUID webhook, byte[] sealed) {
        return new WebhookSecret(sealing.open(context(webhook), sealed));
    }

    /** As it is kept with its webhook. */
    public byte[] seal(Sealing sealing, UUID webhook) {
        return sealing.seal(context(webhook), key);
    }

    /** As the receiver is told it. */
    public String text() {
        return "whsec_" + Base64.getEncoder().encodeToString(key);
    }

    /**
     * The header {@code webhook-signature} of a message.
     *
     * @param id        its header {@code webhook-id}
     * @param timestamp its header {@code webhook-timestamp}: seconds since 1970
     */
    public String sign(String id, long timestamp, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] signature = mac.doFinal((id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] context(UUID webhook) {
        return webhook.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
