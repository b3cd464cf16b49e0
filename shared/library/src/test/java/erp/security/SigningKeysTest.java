package erp.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeysTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant NOW = Tokens.NOW;
    /** Generating a key takes a second of CPU, so most tests share one. */
    private static final String ONE_KEY = new JWKSet(Tokens.key("first")).toString(false);

    @TempDir
    Path folder;
    private Path file;
    private SigningKeys keys;
    private TokenIssuer issuer;

    @BeforeEach
    void openKeys() throws IOException {
        file = Files.writeString(folder.resolve("keys.json"), ONE_KEY);
        keys = SigningKeys.open(file);
        issuer = new TokenIssuer(keys, "erp");
    }

    /** Another process; its verifier remembers no tokens yet. */
    private TokenVerifier verifier() {
        return TokenVerifier.of(SecuritySettings.own(file), SigningKeys.open(file));
    }

    private static TokenVerifier verifier(SigningKeys keys) {
        return TokenVerifier.of(SecuritySettings.own(Path.of("unused")), keys);
    }

    @Test
    void onlyTheOwnerReadsTheFile() throws Exception {
        Path created = folder.resolve("below/keys.json");
        SigningKeys fresh = SigningKeys.create(created, NOW);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(created)));
        fresh.rotate(NOW, Duration.ZERO);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(created)));
        try (var left = Files.list(created.getParent())) {
            assertEquals(List.of(created), left.toList());
        }
    }

    @Test
    void anExistingFileIsKept() throws Exception {
        String before = Files.readString(file);
        SigningKeys.create(file, NOW);
        assertEquals(before, Files.readString(file));
    }

    @Test
    void aTokenSaysWhoCalls() throws Exception {
        TokenIssuer.AccessToken token = issuer.issue(Tokens.CALLER, NOW);
        assertEquals(Tokens.CALLER, verifier().verify(token.value(), NOW));
        assertEquals(Instant.parse("2026-11-20T10:15:00Z"), token.expiresAt());
        var claims = SignedJWT.parse(token.value()).getJWTClaimsSet();
        assertEquals("erp", claims.getIssuer());
        assertEquals(List.of("erp"), claims.getAudience());
        assertEquals(Tokens.USER.toString(), claims.getSubject());
        assertEquals(NOW, claims.getIssueTime().toInstant());
        assertEquals(NOW.plusSeconds(900), claims.getExpirationTime().toInstant());
        assertEquals(36, claims.getJWTID().length());
        assertEquals(Set.of("iss", "aud", "sub", "company", "roles", "locale", "iat", "exp", "jti"), claims.getClaims().keySet());
    }

    @Test
    void anOperatorWithoutACompany() {
        Caller operator = new Caller(Tokens.USER, 0, List.of(), Locale.ENGLISH, true);
        assertEquals(operator, verifier().verify(issuer.issue(operator, NOW).value(), NOW));
    }

    @Test
    void aTokenLives15MinutesAndTheSkew() {
        String token = issuer.issue(Tokens.CALLER, NOW).value();
        TokenVerifier verifier = verifier();
        assertEquals(Tokens.CALLER, verifier.verify(token, NOW.plusSeconds(959)));
        assertEquals(SecurityCode.TOKEN_EXPIRED, Tokens.refusal(verifier, token, NOW.plusSeconds(960)));
        assertEquals(SecurityCode.TOKEN_EXPIRED, Tokens.refusal(verifier, token, NOW.plus(HOUR)));
    }

    @Test
    void afterRotationOldTokensVerifyAndNewOnesAtOnce() throws Exception {
        TokenVerifier running = verifier();
        String old = issuer.issue(Tokens.CALLER, NOW).value();
        running.verify(old, NOW);
        keys.rotate(NOW.plusSeconds(1), Duration.ZERO);
        String fresh = issuer.issue(Tokens.CALLER, NOW.plusSeconds(1)).value();

        assertFalse(kid(old).equals(kid(fresh)));
        assertEquals(Tokens.CALLER, running.verify(fresh, NOW.plusSeconds(1)));
        assertEquals(Tokens.CALLER, verifier().verify(old, NOW.plusSeconds(900)));
        assertEquals(2, JWKSet.parse(keys.publicJwks()).size());
    }

    @Test
    void aKeyIsDroppedWhenItsLastTokenIsDead() throws Exception {
        String first = issuer.issue(Tokens.CALLER, NOW).value();
        keys.rotate(NOW.plus(HOUR), Duration.ZERO);
        String lastOfFirst = kid(first);
        assertTrue(kids().contains(lastOfFirst), "its tokens of a moment ago are alive, however old the key is");
        keys.rotate(NOW.plus(HOUR).plus(SigningKeys.KEPT_AFTER_SUCCESSOR).minusSeconds(1), Duration.ZERO);
        assertTrue(kids().contains(lastOfFirst));
        keys.rotate(NOW.plus(HOUR).plus(SigningKeys.KEPT_AFTER_SUCCESSOR), Duration.ZERO);
        assertFalse(kids().contains(lastOfFirst));
        assertEquals(SecurityCode.TOKEN_INVALID, Tokens.refusal(verifier(), first, NOW));
    }

    @Test
    void aKeyMayBePublishedBeforeItSigns() throws Exception {
        String before = kid(issuer.issue(Tokens.CALLER, NOW).value());
        keys.rotate(NOW, Duration.ofMinutes(5));
        assertEquals(2, kids().size());
        assertEquals(before, kid(issuer.issue(Tokens.CALLER, NOW.plusSeconds(299)).value()));
        assertFalse(before.equals(kid(issuer.issue(Tokens.CALLER, NOW.plusSeconds(300)).value())));
    }

    @Test
    void twoRotationsInOneSecondSignWithTheLastKey() throws Exception {
        keys.rotate(NOW, Duration.ZERO);
        keys.rotate(NOW, Duration.ZERO);
        List<String> kids = kids();
        assertEquals(3, kids.size());
        assertEquals(kids.getLast(), kid(issuer.issue(Tokens.CALLER, NOW).value()));
    }

    @Test
    void theFileIsLookedAtEachThreeSecondsOrForAnUnknownKey() throws Exception {
        AtomicLong nanos = new AtomicLong();
        SigningKeys watching = new SigningKeys(file, nanos::get);
        String first = kids().getFirst();
        keys.rotate(NOW, Duration.ZERO);
        String second = kids().getLast();
        nanos.set(SigningKeys.CHECKED_EVERY.toNanos() - 1);
        assertEquals(first, watching.signing(NOW).getKeyID());
        nanos.set(SigningKeys.CHECKED_EVERY.toNanos());
        assertEquals(second, watching.signing(NOW).getKeyID());

        keys.rotate(NOW, Duration.ZERO);
        assertEquals(second, watching.signing(NOW).getKeyID());
        verifier(watching).verify(issuer.issue(Tokens.CALLER, NOW).value(), NOW);
        assertEquals(kids().getLast(), watching.signing(NOW).getKeyID());
    }

    @Test
    void aRemovedKeyIsRefusedAfterAMinute() throws Exception {
        AtomicLong nanos = new AtomicLong();
        TokenVerifier verifier = verifier(new SigningKeys(file, nanos::get));
        String token = issuer.issue(Tokens.CALLER, NOW).value();
        verifier.verify(token, NOW);
        Files.delete(file);
        SigningKeys.create(file, NOW);
        nanos.set(SigningKeys.CHECKED_EVERY.toNanos());
        assertEquals(Tokens.CALLER, verifier.verify(token, NOW.plusSeconds(59)));
        assertEquals(SecurityCode.TOKEN_INVALID, Tokens.refusal(verifier, token, NOW.plusSeconds(60)));
    }

    @Test
    void rememberedTokensDoNotOutliveTheirExpiry() {
        TokenVerifier verifier = verifier();
        String token = issuer.issue(Tokens.CALLER, NOW).value();
        verifier.verify(token, NOW.plusSeconds(955));
        assertEquals(SecurityCode.TOKEN_EXPIRED, Tokens.refusal(verifier, token, NOW.plusSeconds(960)));
    }

    @Test
    void moreTokensThanAreRememberedStillVerify() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("es").generate();
        Files.writeString(file, new JWKSet(key).toString(false));
        ECDSASigner signer = new ECDSASigner(key);
        JWSHeader header = JWSHeader.parse("{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"es\"}");
        TokenVerifier verifier = verifier();
        for (int i = 0; i <= SignedTokens.REMEMBERED_TOKENS; i++) {
            String payload = Tokens.payload("\"company\":7", "\"company\":" + i);
            JWSObject token = new JWSObject(header, new Payload(payload));
            token.sign(signer);
            assertEquals(i, verifier.verify(token.serialize(), NOW).company());
        }
    }

    @Test
    void aBrokenFileStopsTheStartButNotTheRun() throws Exception {
        AtomicLong nanos = new AtomicLong();
        SigningKeys running = new SigningKeys(file, nanos::get);
        Files.writeString(file, "{");
        nanos.set(SigningKeys.CHECKED_EVERY.toNanos());
        running.signing(NOW);
        Files.delete(file);
        nanos.set(2 * SigningKeys.CHECKED_EVERY.toNanos());
        running.signing(NOW);

        assertEquals("The signing keys in " + file + " cannot be read: NoSuchFileException",
            assertThrows(IllegalStateException.class, () -> SigningKeys.open(file)).getMessage());
        Files.writeString(file, "{}");
        assertEquals("The signing keys in " + file + " cannot be read: not a JWK set",
            assertThrows(IllegalStateException.class, () -> SigningKeys.open(file)).getMessage());
    }

    @Test
    void nothingPrivateIsPublished() throws Exception {
        for (String secret : List.of("\"d\"", "\"p\"", "\"q\"", "\"dp\"", "\"dq\"", "\"qi\"")) {
            assertTrue(Files.readString(file).contains(secret));
            assertFalse(keys.publicJwks().contains(secret), secret);
        }
    }

    @Test
    void publicKeysVerifyButDoNotSign() throws Exception {
        String token = issuer.issue(Tokens.CALLER, NOW).value();
        Path published = Files.writeString(folder.resolve("public.json"), keys.publicJwks());
        SigningKeys open = SigningKeys.open(published);
        assertEquals(Tokens.CALLER, verifier(open).verify(token, NOW));
        assertThrows(IllegalStateException.class, () -> new TokenIssuer(open, "erp").issue(Tokens.CALLER, NOW));
    }

    private List<String> kids() throws Exception {
        return JWKSet.parse(keys.publicJwks()).getKeys().stream().map(key -> key.getKeyID()).toList();
    }

    private static String kid(String token) throws ParseException {
        return SignedJWT.parse(token).getHeader().getKeyID();
    }
}
