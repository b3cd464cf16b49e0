package erp.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import erp.work.Code;
import erp.work.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Tokens written by hand, so that tests can also write wrong ones. */
final class Tokens {

    static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    static final UUID USER = UUID.fromString("0b7f3c1e-6a55-4c1b-9d0e-2f8c7a4b9e10");
    static final Caller CALLER = new Caller(USER, 7, List.of("sales", "ledger"), Locale.GERMAN, false);

    private Tokens() {
    }

    static RSAKey key(String kid) {
        try {
            return new RSAKeyGenerator(2048).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    /** Header and payload are JSON as it is, not only JSON a library would write. */
    static String signed(RSAKey key, String header, String payload) {
        String content = encode(header) + "." + encode(payload);
        try {
            Signature rsa = Signature.getInstance("SHA256withRSA");
            rsa.initSign(key.toPrivateKey());
            rsa.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(rsa.sign());
        } catch (GeneralSecurityException | JOSEException e) {
            throw new AssertionError(e);
        }
    }

    static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static String header(String kid) {
        return "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"" + kid + "\"}";
    }

    /** A good payload, with one part replaced. */
    static String payload(String part, String replacement) {
        String good = "{\"iss\":\"erp\",\"aud\":\"erp\",\"sub\":\"" + USER + "\",\"company\":7,\"roles\":[\"sales\",\"ledger\"],"
            + "\"locale\":\"de\",\"iat\":" + NOW.getEpochSecond() + ",\"exp\":" + (NOW.getEpochSecond() + 900) + "}";
        if (!good.contains(part)) {
            throw new AssertionError(part);
        }
        return part.isEmpty() ? good : good.replace(part, replacement);
    }

    static String payload() {
        return payload("", "");
    }

    /** The code the verifier refuses a token with; {@code null} where it accepts. */
    static Code refusal(TokenVerifier verifier, String token, Instant now) {
        try {
            verifier.verify(token, now);
            return null;
        } catch (Refusal refusal) {
            return refusal.code();
        }
    }
}
