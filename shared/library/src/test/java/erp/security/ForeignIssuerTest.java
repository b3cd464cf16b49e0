package erp.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A small OpenID Connect issuer over real HTTP. */
class ForeignIssuerTest {

    private static final SecuritySettings.Claims KEYCLOAK =
        new SecuritySettings.Claims("sub", "https://erp.example/company", "realm_access.roles", "locale", "erp.operator");
    private static final RSAKey KEY = Tokens.key("k1");
    private static final RSAKey NEXT = Tokens.key("k2");

    private final AtomicInteger keyReads = new AtomicInteger();
    private HttpServer server;
    private String issuer;
    private volatile String issuerInDocument;
    private volatile List<JWK> keys = List.of(KEY);
    private volatile boolean down;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer = "http://localhost:" + server.getAddress().getPort() + "/realms/erp";
        issuerInDocument = issuer;
        server.createContext("/realms/erp/.well-known/openid-configuration", exchange ->
            answer(exchange, "{\"issuer\":\"" + issuerInDocument + "\",\"jwks_uri\":\"" + issuer + "/certs\"}"));
        server.createContext("/realms/erp/certs", exchange -> {
            keyReads.incrementAndGet();
            answer(exchange, new JWKSet(keys).toString(true));
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(down ? 503 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private TokenVerifier verifier() {
        return TokenVerifier.of(settings(null), null);
    }

    private SecuritySettings settings(URI jwksUri) {
        return new SecuritySettings(null, false, issuer, jwksUri, "erp", KEYCLOAK);
    }

    private String token(RSAKey key, String sub, String more) {
        return Tokens.signed(key, "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"" + key.getKeyID() + "\"}",
            "{\"iss\":\"" + issuer + "\",\"aud\":[\"account\",\"erp\"],\"sub\":\"" + sub + "\"," + more
                + "\"exp\":" + Tokens.NOW.plusSeconds(300).getEpochSecond() + "}");
    }

    @Test
    void theKeysAreFoundByDiscoveryAndTheClaimsByTheirPaths() {
        String token = token(KEY, Tokens.USER.toString(), "\"https://erp.example/company\":3,\"locale\":\"de-AT\","
            + "\"realm_access\":{\"roles\":[\"sales\",\"offline_access\"]},\"erp\":{\"operator\":true},");
        Caller expected = new Caller(Tokens.USER, 3, List.of("sales", "offline_access"), Locale.GERMAN, true);
        assertEquals(expected, verifier().verify(token, Tokens.NOW));
    }

    @Test
    void aUserWhoseSubjectIsNoUuidGetsOneByName() {
        issuer = "https://login.example.com/realms/erp";
        SecuritySettings settings = settings(URI.create(issuerInDocument + "/certs"));
        String token = token(KEY, "auth0|5f7c8ec7", "");
        // SHA-256 of "issuer subject", computed with Python's hashlib and uuid.
        UUID expected = UUID.fromString("7224b923-fcf3-80b9-a3e3-5061d5b66962");
        assertEquals(new Caller(expected, 0, List.of(), Locale.ENGLISH, false), TokenVerifier.of(settings, null).verify(token, Tokens.NOW));
        assertFalse(expected.equals(CallerClaims.named("https://other.example", "auth0|5f7c8ec7")));
    }

    @Test
    void theOwnIssuersKeysCanBeReadOverHttpToo() {
        URI certs = URI.create(issuer + "/certs");
        SecuritySettings settings = new SecuritySettings(null, false, null, certs, "erp", SecuritySettings.Claims.OWN);
        String token = Tokens.signed(KEY, Tokens.header("k1"), Tokens.payload());
        assertEquals(Tokens.CALLER, TokenVerifier.of(settings, null).verify(token, Tokens.NOW));
    }

    @Test
    void aNewKeyIsFoundAtOnce() {
        TokenVerifier verifier = verifier();
        verifier.verify(token(KEY, "a", ""), Tokens.NOW);
        keys = List.of(KEY, NEXT);
        verifier.verify(token(NEXT, "a", ""), Tokens.NOW);
        assertEquals(2, keyReads.get());
    }

    @Test
    void unknownKeysCauseTwoReadingsAtMost() {
        TokenVerifier verifier = verifier();
        verifier.verify(token(KEY, "a", ""), Tokens.NOW);
        for (int i = 0; i < 20; i++) {
            assertEquals(SecurityCode.TOKEN_INVALID, Tokens.refusal(verifier, token(NEXT, "a" + i, ""), Tokens.NOW));
        }
        assertEquals(2, keyReads.get());
        verifier.verify(token(KEY, "b", ""), Tokens.NOW);
    }

    @Test
    void anOutageIsTolerated() {
        IssuerKeys.Pace fast =
            new IssuerKeys.Pace(Duration.ofMillis(1_020), Duration.ofMillis(10), Duration.ofMillis(1_000), Duration.ofMillis(1_010));
        TokenVerifier verifier = TokenVerifier.of(settings(null), null, fast);
        verifier.verify(token(KEY, "first", ""), Tokens.NOW);
        down = true;
        int readsBefore = keyReads.get();
        long end = System.nanoTime() + Duration.ofMillis(3_500).toNanos();
        for (int i = 0; System.nanoTime() < end; i++) {
            assertEquals(null, Tokens.refusal(verifier, token(KEY, "user" + i, ""), Tokens.NOW));
            assertEquals(SecurityCode.TOKEN_INVALID, Tokens.refusal(verifier, token(NEXT, "user" + i, ""), Tokens.NOW));
        }
        assertTrue(keyReads.get() > readsBefore, "the keys had to be read again in that time");
    }

    @Test
    void anIssuerThatWasNeverReachableIsNotTheCallersFault() {
        down = true;
        TokenVerifier verifier = verifier();
        assertEquals(SecurityCode.ISSUER_UNAVAILABLE, Tokens.refusal(verifier, token(KEY, "a", ""), Tokens.NOW));
        assertEquals(SecurityCode.TOKEN_INVALID, Tokens.refusal(verifier, "garbage", Tokens.NOW));
    }

    @Test
    void aDiscoveryDocumentOfAnotherIssuerIsNotUsed() {
        issuerInDocument = "https://evil.example";
        assertEquals(SecurityCode.ISSUER_UNAVAILABLE, Tokens.refusal(verifier(), token(KEY, "a", ""), Tokens.NOW));
    }

    @Test
    void theOwnIssuersTokensAreRefused() {
        String own = Tokens.signed(KEY, Tokens.header("k1"), Tokens.payload());
        assertEquals(SecurityCode.TOKEN_INVALID, Tokens.refusal(verifier(), own, Tokens.NOW));
    }
}
