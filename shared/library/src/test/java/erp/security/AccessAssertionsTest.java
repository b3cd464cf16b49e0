package erp.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import erp.work.Code;
import erp.work.Refusal;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A team of Cloudflare's over real HTTP, and a clock that the test holds. */
class AccessAssertionsTest {

    private static final String AUDIENCE = "32eafc7626e974616deaf0dc3ce63d7bcbed58a2731e84d06bc3cdf1b53c4228";
    private static final RSAKey KEY = Tokens.key("k1");
    private static final RSAKey NEXT = Tokens.key("k2");
    private static final Instant NOW = Tokens.NOW;

    private final AtomicInteger keyReads = new AtomicInteger();
    private HttpServer server;
    private String team;
    private volatile List<JWK> keys = List.of(KEY);
    private volatile boolean down;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        team = "http://localhost:" + server.getAddress().getPort();
        server.createContext("/cdn-cgi/access/certs", exchange -> {
            keyReads.incrementAndGet();
            byte[] body = new JWKSet(keys).toString(true).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(down ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private AccessAssertions everywhere() {
        return AccessAssertions.of(new AccessSettings(team, AUDIENCE, null));
    }

    private AccessAssertions at(String... hosts) {
        return AccessAssertions.of(new AccessSettings(team, AUDIENCE, List.of(hosts)));
    }

    private static String header(String kid) {
        return "{\"alg\":\"RS256\",\"kid\":\"" + kid + "\",\"typ\":\"JWT\"}";
    }

    /** What Cloudflare says of somebody who signed in, with one part replaced. */
    private String payload(String part, String replacement) {
        long now = NOW.getEpochSecond();
        String good = "{\"aud\":[\"" + AUDIENCE + "\"],\"email\":\"user@example.com\",\"exp\":" + (now + 900) + ",\"iat\":" + now
            + ",\"nbf\":" + now + ",\"iss\":\"" + team + "\",\"type\":\"app\",\"sub\":\"7335d417-61da-459d-899c-0a01c76a2f94\"}";
        assertTrue(good.contains(part), part);
        return part.isEmpty() ? good : good.replace(part, replacement);
    }

    private String signed(RSAKey key) {
        return Tokens.signed(key, header(key.getKeyID()), payload("", ""));
    }

    private String of(String user) {
        return Tokens.signed(KEY, header("k1"), payload("user", user));
    }

    private static MutableHttpRequest<?> request(String assertion) {
        MutableHttpRequest<?> request = HttpRequest.GET("/").header("Host", "erp.example.com");
        return assertion == null ? request : request.header("Cf-Access-Jwt-Assertion", assertion);
    }

    /** The code a request is refused with; {@code null} where it passes. */
    private static Code refusal(AccessAssertions assertions, HttpRequest<?> request, Instant now) {
        try {
            assertions.check(request, now);
            return null;
        } catch (Refusal refusal) {
            return refusal.code();
        }
    }

    @Test
    void whatCloudflareLetThroughPasses() {
        assertEquals(null, refusal(everywhere(), request(signed(KEY)), NOW));
    }

    @Test
    void aServiceTokenPassesToo() {
        long now = NOW.getEpochSecond();
        String token = Tokens.signed(KEY, header("k1"), "{\"type\":\"app\",\"aud\":\"" + AUDIENCE + "\",\"exp\":" + (now + 900)
            + ",\"iss\":\"" + team + "\",\"common_name\":\"e367826f93b8d71185e03fe518aff3b4.access\",\"iat\":" + now + ",\"sub\":\"\"}");
        assertEquals(null, refusal(everywhere(), request(token), NOW));
    }

    @Test
    void noForgeryPasses() throws Exception {
        long now = NOW.getEpochSecond();
        String[] parts = signed(KEY).split("\\.");
        Map<String, String> forged = new LinkedHashMap<>();
        forged.put("nothing", null);
        forged.put("empty", "");
        forged.put("garbage", "correct horse battery staple");
        forged.put("another key under our kid", Tokens.signed(NEXT, header("k1"), payload("", "")));
        forged.put("an unknown key", signed(NEXT));
        forged.put("an embedded key", Tokens.signed(NEXT, "{\"alg\":\"RS256\",\"jwk\":" + NEXT.toPublicJWK().toJSONString() + "}",
            payload("", "")));
        forged.put("payload changed", parts[0] + "." + Tokens.encode(payload("user@", "boss@")) + "." + parts[2]);
        forged.put("alg none", Tokens.encode("{\"alg\":\"none\"}") + "." + parts[1] + ".");
        forged.put("alg none, old signature", Tokens.encode("{\"alg\":\"none\",\"kid\":\"k1\"}") + "." + parts[1] + "." + parts[2]);
        forged.put("HS256 with the public key", hmac(KEY.toRSAPublicKey().getEncoded()));
        forged.put("HS256 with the published JWK", hmac(KEY.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
        forged.put("genuine but RS512", otherwise(JWSAlgorithm.RS512));
        forged.put("genuine but PS256", otherwise(JWSAlgorithm.PS256));
        forged.put("an access token of the ERP's own kind", Tokens.signed(KEY, Tokens.header("k1"), payload("", "")));
        forged.put("wrong aud", Tokens.signed(KEY, header("k1"), payload(AUDIENCE, AUDIENCE.replace('3', '4'))));
        forged.put("without aud", Tokens.signed(KEY, header("k1"), payload("\"aud\":[\"" + AUDIENCE + "\"],", "")));
        forged.put("wrong iss", Tokens.signed(KEY, header("k1"), payload(team, "https://other.cloudflareaccess.com")));
        forged.put("without iss", Tokens.signed(KEY, header("k1"), payload(",\"iss\":\"" + team + "\"", "")));
        forged.put("expired", Tokens.signed(KEY, header("k1"), payload("\"exp\":" + (now + 900), "\"exp\":" + (now - 60))));
        forged.put("without exp", Tokens.signed(KEY, header("k1"), payload("\"exp\":" + (now + 900) + ",", "")));
        forged.put("not yet valid", Tokens.signed(KEY, header("k1"), payload("\"nbf\":" + now, "\"nbf\":" + (now + 61))));
        AccessAssertions assertions = everywhere();
        forged.forEach((name, token) ->
            assertEquals(SecurityCode.ACCESS_ASSERTION_INVALID, refusal(assertions, request(token), NOW), name));
        assertEquals(null, refusal(assertions, request(signed(KEY)), NOW));
    }

    private String otherwise(JWSAlgorithm algorithm) throws Exception {
        SignedJWT token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID("k1").build(), JWTClaimsSet.parse(payload("", "")));
        token.sign(new RSASSASigner(KEY));
        return token.serialize();
    }

    private String hmac(byte[] secret) throws Exception {
        String content = Tokens.encode("{\"alg\":\"HS256\",\"kid\":\"k1\",\"typ\":\"JWT\"}") + "." + Tokens.encode(payload("", ""));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        byte[] code = mac.doFinal(content.getBytes(StandardCharsets.US_ASCII));
        return content + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(code);
    }

    @Test
    void theCookieDoesNotCount() {
        MutableHttpRequest<?> request = request(null).header("Cookie", "CF_Authorization=" + signed(KEY));
        assertEquals(SecurityCode.ACCESS_ASSERTION_INVALID, refusal(everywhere(), request, NOW));
    }

    /** Its time ends while it is remembered, or the memory does. */
    @Test
    void itIsRememberedAMinuteAndNeverBeyondItsEnd() {
        AccessAssertions assertions = everywhere();
        long now = NOW.getEpochSecond();
        String shortly = Tokens.signed(KEY, header("k1"), payload("\"exp\":" + (now + 900), "\"exp\":" + (now - 30)));
        assertEquals(null, refusal(assertions, request(shortly), NOW));
        assertEquals(null, refusal(assertions, request(shortly), NOW.plusSeconds(29)));
        assertEquals(SecurityCode.ACCESS_ASSERTION_INVALID, refusal(assertions, request(shortly), NOW.plusSeconds(30)));
        assertEquals(null, refusal(assertions, request(signed(KEY)), NOW));
        assertEquals(null, refusal(assertions, request(signed(KEY)), NOW.plusSeconds(959)));
        assertEquals(SecurityCode.ACCESS_ASSERTION_INVALID, refusal(assertions, request(signed(KEY)), NOW.plusSeconds(960)));
    }

    @Test
    void aNewKeyIsFoundAtOnceAndTheOldOneServesOn() {
        AccessAssertions assertions = everywhere();
        assertEquals(null, refusal(assertions, request(signed(KEY)), NOW));
        keys = List.of(KEY, NEXT);
        assertEquals(null, refusal(assertions, request(signed(NEXT)), NOW));
        assertEquals(null, refusal(assertions, request(signed(KEY)), NOW.plusSeconds(100)));
        assertEquals(2, keyReads.get());
    }

    @Test
    void aKeyTakenBackServesNoMoreOnceTheKeysAreReadAgain() {
        IssuerKeys.Pace fast =
            new IssuerKeys.Pace(Duration.ofMillis(1_020), Duration.ofMillis(10), Duration.ofMillis(1_000), Duration.ofMillis(1_010));
        AccessAssertions assertions = AccessAssertions.of(new AccessSettings(team, AUDIENCE, null), fast);
        assertEquals(null, refusal(assertions, request(signed(KEY)), NOW));
        keys = List.of(NEXT);
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        // What is remembered passes for a minute; one minute later it is checked each time.
        Instant later = NOW.plusSeconds(61);
        for (int i = 0; refusal(assertions, request(of("user" + i)), later) == null; i++) {
            assertTrue(System.nanoTime() < end, "still accepted");
        }
        assertEquals(null, refusal(assertions, request(signed(NEXT)), later));
    }

    @Test
    void keysThatWereNeverReachableAreNotTheCallersFault() {
        down = true;
        AccessAssertions assertions = everywhere();
        assertEquals(SecurityCode.ISSUER_UNAVAILABLE, refusal(assertions, request(signed(KEY)), NOW));
        assertEquals(SecurityCode.ACCESS_ASSERTION_INVALID, refusal(assertions, request(null), NOW));
    }

    @Test
    void theHostTellsWhoComesFromOutside() {
        AccessAssertions assertions = at("erp.example.com", " Shop.Example.com ");
        for (String outside : List.of("erp.example.com", "ERP.Example.com", "erp.example.com:443", "erp.example.com.",
                "erp.example.com.:443", "shop.example.com")) {
            HttpRequest<?> request = HttpRequest.GET("/").header("Host", outside);
            assertEquals(SecurityCode.ACCESS_ASSERTION_INVALID, refusal(assertions, request, NOW), outside);
        }
        for (String inside : List.of("erp.internal", "10.0.0.7", "10.0.0.7:8080", "[fd00::7]:8080", "place-order.erp.svc.cluster.local",
                "erp.example.com.internal", "other.erp.example.com")) {
            assertEquals(null, refusal(assertions, HttpRequest.GET("/").header("Host", inside), NOW), inside);
        }
        HttpRequest<?> two = HttpRequest.GET("/").header("Host", "erp.internal").header("Host", "erp.example.com");
        assertEquals(SecurityCode.ACCESS_ASSERTION_INVALID, refusal(assertions, two, NOW));
        assertEquals(SecurityCode.ACCESS_ASSERTION_INVALID, refusal(assertions, HttpRequest.GET("/"), NOW));
    }

    @Test
    void nothingIsDemandedUnlessConfigured() {
        AccessAssertions none = AccessAssertions.of(new AccessSettings(null, null, null));
        assertEquals(null, refusal(none, request(null), NOW));
        assertEquals(null, refusal(none, request("garbage"), NOW));
        assertEquals(null, refusal(AccessAssertions.of(new AccessSettings("", " ", List.of(""))), request(null), NOW));
    }

    @Test
    void aSlashAtTheEndOfTheTeamDoesNotMatter() {
        AccessAssertions assertions = AccessAssertions.of(new AccessSettings(team + "/", AUDIENCE, List.of()));
        assertEquals(null, refusal(assertions, request(signed(KEY)), NOW));
    }

    @Test
    void aMistakeInTheSettingsIsSaid() {
        String both = "Cloudflare Access needs both ERP_SECURITY_ACCESS_TEAM and ERP_SECURITY_ACCESS_AUDIENCE";
        assertEquals(both, mistake("https://team.cloudflareaccess.com", null));
        assertEquals(both, mistake(null, AUDIENCE));
        assertEquals(both, mistake("", "", "erp.example.com"));
        assertEquals("ERP_SECURITY_ACCESS_TEAM is team.cloudflareaccess.com but must be like https://team.cloudflareaccess.com",
            mistake("team.cloudflareaccess.com", AUDIENCE));
        for (String wrong : List.of("https://erp.example.com", "*.example.com", "erp.example.com/api")) {
            assertEquals("ERP_SECURITY_ACCESS_HOSTS has " + wrong + " but may only have names of hosts",
                mistake("https://team.cloudflareaccess.com", AUDIENCE, wrong));
        }
    }

    private static String mistake(String team, String audience, String... hosts) {
        return assertThrows(IllegalStateException.class, () -> new AccessSettings(team, audience, Stream.of(hosts).toList())).getMessage();
    }
}
