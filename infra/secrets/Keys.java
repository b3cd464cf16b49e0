import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/** Prints two lines: a fresh key that signs tokens as a JWK set (RFC 7517), and its public half. */
public final class Keys {

    private static final int RSA_BITS = 2048;

    public static void main(String[] args) throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(RSA_BITS);
        KeyPair pair = generator.generateKeyPair();
        RSAPublicKey open = (RSAPublicKey) pair.getPublic();
        String common = "\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"%s\",\"nbf\":%d,\"n\":\"%s\",\"e\":\"%s\"".formatted(
                UUID.randomUUID(), Instant.now().getEpochSecond(), text(open.getModulus()), text(open.getPublicExponent()));
        String secret = text(((RSAPrivateKey) pair.getPrivate()).getPrivateExponent());
        System.out.println("{\"keys\":[{%s,\"d\":\"%s\"}]}".formatted(common, secret));
        System.out.println("{\"keys\":[{%s}]}".formatted(common));
    }

    /** Base64url of the unsigned number (RFC 7518, 2). */
    private static String text(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }
}
