package erp.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Not one forged token is accepted, and none of them makes the verifier fetch a key from elsewhere. */
class ForgedTokensTest {

    private static final RSAKey OWN = Tokens.key("own");
    private static final RSAKey ATTACKER = Tokens.key("own");

    @TempDir
    Path folder;
    private TokenVerifier verifier;

    @BeforeEach
    void openKeys() throws Exception {
        Path file = folder.resolve("keys.json");
        Files.writeString(file, new JWKSet(OWN).toString(false));
        verifier = TokenVerifier.of(SecuritySettings.own(file), SigningKeys.open(file));
    }

    @Test
    void theTokenAllForgeriesDeriveFromIsAccepted() {
        assertEquals(Tokens.CALLER, verifier.verify(Tokens.signed(OWN, Tokens.header("own"), Tokens.payload()), Tokens.NOW));
    }

    @TestFactory
    Stream<DynamicTest> isRefused() throws Exception {
        AtomicInteger visits = new AtomicInteger();
        HttpServer elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] attackersKeys = new JWKSet(ATTACKER).toString(true).getBytes(StandardCharsets.UTF_8);
        elsewhere.createContext("/", exchange -> {
            visits.incrementAndGet();
            exchange.sendResponseHeaders(200, attackersKeys.length);
            exchange.getResponseBody().write(attackersKeys);
            exchange.close();
        });
        elsewhere.start();
        String url = "http://localhost:" + elsewhere.getAddress().getPort() + "/keys";
        Map<String, String> forged = forgeries(url);
        assertTrue(forged.size() >= 20, "only " + forged.size());
        Stream<DynamicTest> each = forged.entrySet().stream().map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
            SecurityCode expected = entry.getKey().startsWith("expired") ? SecurityCode.TOKEN_EXPIRED : SecurityCode.TOKEN_INVALID;
            assertEquals(expected, Tokens.refusal(verifier, entry.getValue(), Tokens.NOW));
        }));
        return Stream.concat(each, Stream.of(DynamicTest.dynamicTest("and no key was fetched", () -> assertEquals(0, visits.get()))))
            .onClose(() -> elsewhere.stop(0));
    }

    private Map<String, String> forgeries(String url) throws Exception {
        String good = Tokens.header("own");
        String valid = Tokens.signed(OWN, good, Tokens.payload());
        String[] parts = valid.split("\\.");
        long now = Tokens.NOW.getEpochSecond();
        Map<String, String> forged = new LinkedHashMap<>();

        forged.put("alg none, no signature", Tokens.encode("{\"alg\":\"none\",\"typ\":\"at+jwt\"}") + "." + parts[1] + ".");
        forged.put("alg none, old signature", Tokens.encode("{\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"own\"}") + "." + parts[1]
            + "." + parts[2]);
        forged.put("alg nOnE", Tokens.encode("{\"alg\":\"nOnE\",\"typ\":\"at+jwt\"}") + "." + parts[1] + ".");
        forged.put("HS256 with the public key as DER", hmac(OWN.toRSAPublicKey().getEncoded()));
        forged.put("HS256 with the public key as PEM", hmac(("-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(OWN.toRSAPublicKey().getEncoded())
            + "\n-----END PUBLIC KEY-----\n").getBytes(StandardCharsets.US_ASCII)));
        forged.put("HS256 with the published JWK", hmac(OWN.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
        forged.put("HS256 with an empty-ish secret", hmac(new byte[32]));

        forged.put("another key under our kid", Tokens.signed(ATTACKER, good, Tokens.payload()));
        forged.put("another key without kid", Tokens.signed(ATTACKER, "{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}", Tokens.payload()));
        forged.put("kid unknown", Tokens.signed(OWN, Tokens.header("other"), Tokens.payload()));
        forged.put("kid path traversal", Tokens.signed(ATTACKER, Tokens.header("../../../../dev/null"), Tokens.payload()));
        forged.put("kid SQL", Tokens.signed(ATTACKER, Tokens.header("x' UNION SELECT 'key"), Tokens.payload()));
        forged.put("kid not a text", Tokens.signed(OWN, "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":7}", Tokens.payload()));
        forged.put("jku elsewhere", Tokens.signed(ATTACKER, plus(good, "\"jku\":\"" + url + "\""), Tokens.payload()));
        forged.put("x5u elsewhere", Tokens.signed(ATTACKER, plus(good, "\"x5u\":\"" + url + "\""), Tokens.payload()));
        forged.put("embedded jwk", Tokens.signed(ATTACKER, plus(good, "\"jwk\":" + ATTACKER.toPublicJWK().toJSONString()),
            Tokens.payload()));
        forged.put("embedded x5c", Tokens.signed(ATTACKER, plus(good, "\"x5c\":[\"MIIB\"]"), Tokens.payload()));
        forged.put("unknown crit", Tokens.signed(OWN, plus(good, "\"crit\":[\"extra\"],\"extra\":1"), Tokens.payload()));
        forged.put("unencoded payload", Tokens.signed(OWN, plus(good, "\"b64\":false,\"crit\":[\"b64\"]"), Tokens.payload()));
        forged.put("typ of an ID token", Tokens.signed(OWN, "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"own\"}", Tokens.payload()));
        forged.put("alg missing", Tokens.signed(OWN, "{\"typ\":\"at+jwt\",\"kid\":\"own\"}", Tokens.payload()));
        forged.put("alg PS256 over an RS256 signature", Tokens.signed(OWN, good.replace("RS256", "PS256"), Tokens.payload()));
        forged.put("alg ES256 with zeros (CVE-2022-21449)", Tokens.encode(good.replace("RS256", "ES256")) + "." + parts[1] + "."
            + Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]));
        forged.put("encrypted to the public key", encrypted());

        forged.put("payload changed", parts[0] + "." + Tokens.encode(Tokens.payload("\"company\":7", "\"company\":8")) + "." + parts[2]);
        forged.put("header changed", Tokens.encode(plus(good, "\"cty\":\"x\"")) + "." + parts[1] + "." + parts[2]);
        forged.put("signature stripped", parts[0] + "." + parts[1] + ".");
        forged.put("signature and its dot stripped", parts[0] + "." + parts[1]);
        forged.put("signature of zeros", parts[0] + "." + parts[1] + "." + Base64.getUrlEncoder().encodeToString(new byte[256]));
        forged.put("a fourth part", valid + ".x");
        forged.put("duplicate claims", Tokens.signed(OWN, good, Tokens.payload("\"company\":7", "\"company\":8,\"company\":7")));
        forged.put("duplicate header", Tokens.signed(OWN, plus(good, "\"alg\":\"RS256\""), Tokens.payload()));

        forged.put("expired", Tokens.signed(OWN, good, Tokens.payload("\"exp\":" + (now + 900), "\"exp\":" + (now - 61))));
        forged.put("expired at the edge of the skew",
            Tokens.signed(OWN, good, Tokens.payload("\"exp\":" + (now + 900), "\"exp\":" + (now - 60))));
        forged.put("without exp", Tokens.signed(OWN, good, Tokens.payload(",\"exp\":" + (now + 900), "")));
        forged.put("exp not a number", Tokens.signed(OWN, good, Tokens.payload("\"exp\":" + (now + 900), "\"exp\":\"never\"")));
        forged.put("nbf in the future", Tokens.signed(OWN, good, Tokens.payload("\"iat\"", "\"nbf\":" + (now + 61) + ",\"iat\"")));
        forged.put("wrong aud", Tokens.signed(OWN, good, Tokens.payload("\"aud\":\"erp\"", "\"aud\":\"shop\"")));
        forged.put("several wrong aud", Tokens.signed(OWN, good, Tokens.payload("\"aud\":\"erp\"", "\"aud\":[\"shop\",\"ERP\"]")));
        forged.put("without aud", Tokens.signed(OWN, good, Tokens.payload("\"aud\":\"erp\",", "")));
        forged.put("wrong iss", Tokens.signed(OWN, good, Tokens.payload("\"iss\":\"erp\"", "\"iss\":\"https://evil.example\"")));
        forged.put("without iss", Tokens.signed(OWN, good, Tokens.payload("\"iss\":\"erp\",", "")));
        forged.put("without sub", Tokens.signed(OWN, good, Tokens.payload("\"sub\":\"" + Tokens.USER + "\",", "")));
        forged.put("sub not a user id", Tokens.signed(OWN, good, Tokens.payload(Tokens.USER.toString(), "1-2-3-4-5")));
        forged.put("sub not a text", Tokens.signed(OWN, good, Tokens.payload("\"" + Tokens.USER + "\"", "7")));
        forged.put("company a text", Tokens.signed(OWN, good, Tokens.payload("\"company\":7", "\"company\":\"7\"")));
        forged.put("company a fraction", Tokens.signed(OWN, good, Tokens.payload("\"company\":7", "\"company\":7.5")));
        forged.put("company negative", Tokens.signed(OWN, good, Tokens.payload("\"company\":7", "\"company\":-7")));
        forged.put("company too large", Tokens.signed(OWN, good, Tokens.payload("\"company\":7", "\"company\":4294967303")));
        forged.put("company a list", Tokens.signed(OWN, good, Tokens.payload("\"company\":7", "\"company\":[7]")));
        forged.put("roles a text", Tokens.signed(OWN, good, Tokens.payload("[\"sales\",\"ledger\"]", "\"sales\"")));
        forged.put("roles not texts", Tokens.signed(OWN, good, Tokens.payload("[\"sales\",\"ledger\"]", "[\"sales\",1]")));
        forged.put("payload not an object", Tokens.signed(OWN, good, "[]"));
        forged.put("payload null", Tokens.signed(OWN, good, "null"));
        forged.put("payload nested without end", Tokens.signed(OWN, good, "{\"a\":" + "[".repeat(2_000)));
        forged.put("oversized", Tokens.signed(OWN, good, Tokens.payload("\"sales\"", "\"" + "s".repeat(8_000) + "\"")));

        forged.put("empty", "");
        forged.put("nothing", null);
        forged.put("dots", "..");
        forged.put("many dots", ".".repeat(8_000));
        forged.put("garbage", "correct horse battery staple");
        forged.put("garbage in three parts", "\u0000.\uFFFF.\uD800");
        forged.put("the whole header line", "Bearer " + valid);
        forged.put("spaces around", " " + valid + " ");
        forged.put("a character that base64url does not have", valid.substring(0, 500) + "*" + valid.substring(500));
        forged.put("padding", valid + "==");
        return forged;
    }

    @Test
    void anyOneCharacterChangedIsRefused() {
        String valid = Tokens.signed(OWN, Tokens.header("own"), Tokens.payload());
        // The last character of the signature has four bits that mean nothing.
        for (int i = 0; i < valid.length() - 1; i++) {
            String changed = valid.substring(0, i) + (valid.charAt(i) == 'A' ? 'B' : 'A') + valid.substring(i + 1);
            assertEquals(SecurityCode.TOKEN_INVALID, Tokens.refusal(verifier, changed, Tokens.NOW), () -> "accepted: " + changed);
        }
    }

    @Test
    void noNoiseBreaksIt() {
        Random random = new Random(20261120);
        String[] valid = Tokens.signed(OWN, Tokens.header("own"), Tokens.payload()).split("\\.");
        for (int i = 0; i < 5_000; i++) {
            String[] parts = valid.clone();
            byte[] noise = new byte[random.nextInt(60)];
            random.nextBytes(noise);
            String json = Tokens.payload().substring(0, random.nextInt(100)) + new String(noise, StandardCharsets.ISO_8859_1);
            parts[random.nextInt(3)] = random.nextBoolean() ? Tokens.encode(json) : json;
            String token = String.join(".", Arrays.asList(parts));
            assertEquals(SecurityCode.TOKEN_INVALID, Tokens.refusal(verifier, token, Tokens.NOW), token);
        }
    }

    private static String plus(String header, String more) {
        return header.substring(0, header.length() - 1) + "," + more + "}";
    }

    private static String hmac(byte[] secret) throws Exception {
        String content = Tokens.encode("{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"own\"}") + "." + Tokens.encode(Tokens.payload());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        byte[] code = mac.doFinal(content.getBytes(StandardCharsets.US_ASCII));
        return content + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(code);
    }

    private String encrypted() throws Exception {
        JWEObject token = new JWEObject(new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM).keyID("own").build(),
            new Payload(Tokens.payload()));
        token.encrypt(new RSAEncrypter(OWN.toRSAPublicKey()));
        return token.serialize();
    }
}
