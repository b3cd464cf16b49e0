package erp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import erp.embedded.Processes;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.TestConfiguration;
import io.micronaut.context.ApplicationContext;
import io.micronaut.management.endpoint.annotation.Endpoint;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** All functions behind Cloudflare Access: {@code localhost} stands for the name outside, {@code 127.0.0.1} for one inside. */
class AccessTest {

    private static final String REFUSED = "access_assertion_invalid";
    private static final String AUDIENCE = "32eafc7626e974616deaf0dc3ce63d7bcbed58a2731e84d06bc3cdf1b53c4228";
    private static final RSAKey KEY = key("k1");
    private static final RSAKey NEXT = key("k2");
    private static final Instant NOW = Clock.systemUTC().instant();

    private static volatile List<JWK> keys = List.of(KEY);
    private static HttpServer cloudflare;
    private static String team;
    private static EmbeddedServer server;
    private static Api api;

    @BeforeAll
    static void start() throws IOException {
        cloudflare = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        cloudflare.createContext("/cdn-cgi/access/certs", exchange -> {
            byte[] body = new JWKSet(keys).toString(true).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        cloudflare.start();
        team = "http://localhost:" + cloudflare.getAddress().getPort();
        server = server(Map.of("erp.security.access.team", team, "erp.security.access.audience", AUDIENCE,
                "erp.security.access.hosts", "localhost"));
        api = server.getApplicationContext().getBean(Api.class);
    }

    @AfterAll
    static void end() {
        server.close();
        cloudflare.stop(0);
    }

    private static EmbeddedServer server(Map<String, Object> access) {
        Map<String, Object> properties = TestConfiguration.properties();
        properties.put("erp.tasks.work", false);
        properties.putAll(access);
        return ApplicationContext.run(EmbeddedServer.class, properties);
    }

    private static RSAKey key(String kid) {
        try {
            return new RSAKeyGenerator(2048).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder().issuer(team).audience(AUDIENCE).claim("type", "app").claim("email", "user@example.com")
                .issueTime(Date.from(NOW)).notBeforeTime(Date.from(NOW)).expirationTime(Date.from(NOW.plusSeconds(3600)));
    }

    private static String signed(RSAKey key, JWTClaimsSet.Builder claims) throws JOSEException {
        return signed(JWSAlgorithm.RS256, key.getKeyID(), new RSASSASigner(key), claims);
    }

    private static String signed(JWSAlgorithm algorithm, String kid, JWSSigner signer, JWTClaimsSet.Builder claims) throws JOSEException {
        SignedJWT token = new SignedJWT(new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).keyID(kid).build(), claims.build());
        token.sign(signer);
        return token.serialize();
    }

    private static Api.Answer get(Caller caller, String path, String... headers) {
        return api.send(api.as(caller).request("GET", path, null, null, headers));
    }

    private static Api.Answer assertedBy(String assertion) {
        return get(null, "/api/openapi.yaml", "Cf-Access-Jwt-Assertion", assertion);
    }

    /** The same request as it comes from inside: by another name. */
    private static HttpRequest inside(EmbeddedServer server, HttpRequest request) {
        URI uri = URI.create("http://127.0.0.1:" + server.getPort() + request.uri().getRawPath());
        return HttpRequest.newBuilder(request, (_, _) -> true).uri(uri).build();
    }

    @Test
    void everyRouteDemandsItBeforeAnythingElse() {
        List<UriRouteInfo<?, ?>> routes = server.getApplicationContext().getBean(Router.class).uriRoutes().toList();
        int demanding = 0;
        for (UriRouteInfo<?, ?> route : routes) {
            if (!route.getAnnotationMetadata().hasAnnotation(Endpoint.class) && !route.getHttpMethodName().equals("HEAD")) {
                String path = route.getUriMatchTemplate().toPathString().replaceAll("\\{[^}]*}", "x");
                // No token, no key, no body: whatever else is missing is not told.
                api.send(api.as(null).request(route.getHttpMethodName(), path, null, null)).expect(403, REFUSED);
                demanding++;
            }
        }
        assertTrue(demanding > 100, routes::toString);
        get(null, "/nowhere").expect(403, REFUSED);
        get(null, "/console/assets/console.css").expect(403, REFUSED);
        api.send(api.as(null).request("DELETE", "/api/openapi.yaml", null, null)).expect(403, REFUSED);
        assertEquals("Nicht über Cloudflare Access", get(null, "/nowhere", "Accept-Language", "de").at("/title"));
    }

    @Test
    void withItEverythingIsAsItIsWithoutAccess() throws JOSEException {
        Caller admin = server.getApplicationContext().getBean(Fixtures.class).company();
        String[] assertion = {"Cf-Access-Jwt-Assertion", signed(KEY, claims())};
        get(null, "/api/openapi.yaml", assertion).expect(200);
        get(null, "/console/sign-in", assertion).expect(200);
        get(null, "/api/v1/companies/current", assertion).expect(401, "token_missing");
        get(admin, "/api/v1/companies/current", assertion).expect(200);
        get(null, "/nowhere", assertion).expect(404, "not_found");
    }

    @Test
    void noForgeryPasses() throws Exception {
        Map<String, String> forged = new LinkedHashMap<>();
        forged.put("nothing", "");
        forged.put("garbage", "correct horse battery staple");
        forged.put("another key under our kid", signed(JWSAlgorithm.RS256, "k1", new RSASSASigner(key("other")), claims()));
        forged.put("alg none", new PlainJWT(claims().build()).serialize());
        forged.put("HS256 with the public key",
                signed(JWSAlgorithm.HS256, "k1", new MACSigner(KEY.toRSAPublicKey().getEncoded()), claims()));
        forged.put("another algorithm", signed(JWSAlgorithm.RS512, "k1", new RSASSASigner(KEY), claims()));
        forged.put("wrong aud", signed(KEY, claims().audience(AUDIENCE.replace('3', '4'))));
        forged.put("wrong iss", signed(KEY, claims().issuer("https://other.cloudflareaccess.com")));
        forged.put("expired", signed(KEY, claims().expirationTime(Date.from(NOW.minusSeconds(61)))));
        forged.put("not yet valid", signed(KEY, claims().notBeforeTime(Date.from(NOW.plusSeconds(3600)))));
        forged.forEach((name, token) -> assertEquals(REFUSED, assertedBy(token).expect(403).at("/code"), name));
        String cookie = "CF_Authorization=" + signed(KEY, claims());
        get(null, "/api/openapi.yaml", "Cookie", cookie).expect(403, REFUSED);
    }

    @Test
    void aTokenOfTheErpIsNoAssertion() {
        Caller admin = server.getApplicationContext().getBean(Fixtures.class).company();
        HttpRequest request = api.as(admin).request("GET", "/api/v1/companies/current", null, null);
        String own = request.headers().firstValue("Authorization").orElseThrow().substring("Bearer ".length());
        api.send(request).expect(403, REFUSED);
        get(admin, "/api/v1/companies/current", "Cf-Access-Jwt-Assertion", own).expect(403, REFUSED);
    }

    @Test
    void aNewKeyOfCloudflareIsFound() throws JOSEException {
        assertedBy(signed(KEY, claims())).expect(200);
        keys = List.of(KEY, NEXT);
        assertedBy(signed(NEXT, claims())).expect(200);
        assertedBy(signed(KEY, claims())).expect(200);
    }

    @Test
    void probesAndMetricsNeedNone() {
        get(null, "/health/liveness").expect(200);
        get(null, "/health/readiness").expect(200);
        get(null, "/prometheus").expect(200);
    }

    @Test
    void whoComesFromInsideNeedsNone() {
        Caller admin = server.getApplicationContext().getBean(Fixtures.class).company();
        api.send(inside(server, api.as(null).request("GET", "/api/openapi.yaml", null, null))).expect(200);
        api.send(inside(server, api.as(admin).request("GET", "/api/v1/companies/current", null, null))).expect(200);
    }

    @Test
    void whileTheKeysWereNeverReachableItIs503AndNobodyPasses() throws JOSEException {
        String nobody = "http://localhost:" + Processes.freePort();
        String assertion = signed(KEY, claims().issuer(nobody));
        try (EmbeddedServer other = server(Map.of("erp.security.access.team", nobody, "erp.security.access.audience", AUDIENCE))) {
            Api toOther = other.getApplicationContext().getBean(Api.class);
            HttpRequest request = toOther.as(null).request("GET", "/api/openapi.yaml", null, null, "Cf-Access-Jwt-Assertion", assertion);
            assertEquals("1", toOther.send(request).expect(503, "issuer_unavailable").header("Retry-After"));
            toOther.as(null).get("/api/openapi.yaml").expect(403, REFUSED);
            toOther.as(null).get("/health/readiness").expect(200);
            // No hosts are named, so that all of them are outside.
            toOther.send(inside(other, toOther.as(null).request("GET", "/api/openapi.yaml", null, null))).expect(403, REFUSED);
        }
    }

    @Test
    void whatIsRefusedIsCountedForItsFunction() {
        String counter = "erp_refusals_total{code=\"" + REFUSED + "\",function=\"place-order\"}";
        api.as(null).write("POST", "/api/v1/sales-orders", "{}", UUID.randomUUID().toString()).expect(403, REFUSED);
        assertNotEquals(-1, get(null, "/prometheus").text().indexOf(counter), counter);
    }
}
