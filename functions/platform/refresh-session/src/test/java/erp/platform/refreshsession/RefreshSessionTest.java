package erp.platform.refreshsession;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import erp.platform.Sessions;
import erp.security.Caller;
import erp.security.Permissions;
import erp.security.SigningKeys;
import erp.security.TokenVerifier;
import erp.testing.Api;
import erp.testing.Fixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class RefreshSessionTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    Sessions sessions;
    @Inject
    TokenVerifier tokens;
    @Inject
    SigningKeys keys;

    @Test
    void exchangesARefreshTokenForNewTokens() {
        Caller clerk = clerk();
        Api.Answer first = refresh(begin(clerk), null).expect(200);
        assertEquals(clerk, verify(first));
        assertEquals(clerk.company(), first.body().at("/company/id").asInt());
        Api.Answer second = refresh(first.at("/refreshToken"), null).expect(200);
        assertNotEquals(first.at("/refreshToken"), second.at("/refreshToken"));
    }

    @Test
    void theSameRequestGetsTheSameTokens() {
        String token = begin(clerk());
        String key = UUID.randomUUID().toString();
        List<Api.Answer> answers = api.as(null).parallel(20, _ -> api.as(null).request("POST", PATH, body(token, null), key));
        for (Api.Answer answer : answers) {
            assertArrayEquals(answers.getFirst().bytes(), answer.expect(200).bytes());
        }
        api.as(null).write("POST", PATH, body(token, 7), key).expect(422, "idempotency_key_reused");
        refresh(answers.getFirst().at("/refreshToken"), null).expect(200);
    }

    @Test
    void aTokenThatComesBackEndsTheSession() {
        Caller clerk = clerk();
        String stolen = begin(clerk);
        String other = begin(clerk);
        String newest = refresh(refresh(stolen, null).expect(200).at("/refreshToken"), null).expect(200).at("/refreshToken");
        refresh(stolen, null).expect(401, "refresh_token_invalid");
        refresh(newest, null).expect(401, "refresh_token_invalid");
        refresh(other, null).expect(200);
    }

    @Test
    void ofManyUsesAtOnceOneSucceedsAndNoneOfItsTokensLive() {
        String token = begin(clerk());
        List<Api.Answer> answers = api.as(null).parallel(10,
                _ -> api.as(null).request("POST", PATH, body(token, null), UUID.randomUUID().toString()));
        List<Api.Answer> done = answers.stream().filter(answer -> answer.status() == 200).toList();
        assertEquals(1, done.size());
        answers.stream().filter(answer -> answer != done.getFirst()).forEach(answer -> answer.expect(401, "refresh_token_invalid"));
        refresh(done.getFirst().at("/refreshToken"), null).expect(401, "refresh_token_invalid");
    }

    @Test
    void switchesTheCompany() {
        Caller clerk = clerk();
        Caller second = fixtures.join(fixtures.company(), clerk, Permissions.ADMINISTRATOR);
        Api.Answer switched = refresh(begin(clerk), second.company()).expect(200);
        assertEquals(second, verify(switched));
        assertEquals(second, verify(refresh(switched.at("/refreshToken"), null).expect(200)));
    }

    @Test
    void anotherCompanyIsUnknownAndLeavesTheTokenUnused() {
        String token = begin(clerk());
        refresh(token, fixtures.company().company()).expect(422, "unknown_company");
        refresh(token, null).expect(200);
    }

    @Test
    void refusesWhatIsNoTokenOrTooOld() {
        refresh("abc", null).expect(401, "refresh_token_invalid");
        refresh("A".repeat(43), null).expect(401, "refresh_token_invalid");
        Caller clerk = clerk();
        String token = begin(clerk);
        fixtures.in(clerk, tx -> {
            tx.write("""
                    update platform.refresh_tokens t set issued_at = now() - interval '14 days 1 second'
                      from platform.sessions s where s.id = t.family and s.user_id = ?""", clerk.user());
            return null;
        });
        refresh(token, null).expect(401, "refresh_token_invalid");
    }

    @Test
    void endsForInactiveUsers() {
        Caller clerk = clerk();
        String token = begin(clerk);
        fixtures.in(clerk, tx -> {
            tx.write("update platform.users set active = false where id = ?", clerk.user());
            return null;
        });
        refresh(token, null).expect(401, "refresh_token_invalid");
    }

    @Test
    void aDryRunDrawsNoTokensAndUsesNone() {
        String token = begin(clerk());
        Api.Answer answer = api.as(null).post(PATH + "?dryRun=true", body(token, null)).expect(200);
        assertFalse(answer.body().has("accessToken") || answer.body().has("refreshToken"));
        refresh(token, null).expect(200);
    }

    @Test
    void keysRotateUnderARunningProcess() {
        Caller clerk = clerk();
        String key = UUID.randomUUID().toString();
        String token = begin(clerk);
        Api.Answer before = api.as(null).write("POST", PATH, body(token, null), key).expect(200);
        keys.rotate(Clock.systemUTC().instant(), Duration.ZERO);
        Api.Answer published = api.as(null).get("/.well-known/jwks.json").expect(200);
        Api.Answer after = refresh(before.at("/refreshToken"), null).expect(200);
        assertEquals(clerk, verify(before));
        assertEquals(clerk, verify(after));
        assertNotEquals(keyId(before), keyId(after));
        assertTrue(published.body().at("/keys").findValuesAsText("kid").containsAll(List.of(keyId(before), keyId(after))));
        Api.Answer again = api.as(null).write("POST", PATH, body(token, null), key).expect(200);
        assertArrayEquals(before.bytes(), again.bytes(), "answers sealed before the rotation are still there");
    }

    @Test
    void publishesPublicKeysOnly() {
        Api.Answer answer = api.as(null).get("/.well-known/jwks.json").expect(200);
        assertEquals("public, max-age=60", answer.header("Cache-Control"));
        for (JsonNode key : answer.body().at("/keys")) {
            assertEquals("RS256", key.at("/alg").asText());
            assertFalse(key.has("d") || key.has("p") || key.has("q"), key.toString());
        }
    }

    private static final String PATH = "/api/v1/sessions/refresh";

    private Caller clerk() {
        Caller company = fixtures.company();
        return fixtures.join(company, fixtures.user(UUID.randomUUID().toString(), "correct horse battery staple", false), "clerk");
    }

    /** Signs in, past the function that does. */
    private String begin(Caller user) {
        Caller undecided = new Caller(user.user(), 0, List.of(), user.locale(), false);
        return fixtures.in(undecided, tx -> sessions.begin(tx, user.company())).refreshToken();
    }

    private Api.Answer refresh(String token, Integer company) {
        return api.as(null).post(PATH, body(token, company));
    }

    private Caller verify(Api.Answer answer) {
        return tokens.verify(answer.at("/accessToken"), now());
    }

    private static Instant now() {
        return Clock.systemUTC().instant();
    }

    private static String keyId(Api.Answer answer) {
        String header = new String(java.util.Base64.getUrlDecoder().decode(answer.at("/accessToken").split("\\.")[0]));
        return header.replaceFirst(".*\"kid\":\"([^\"]+)\".*", "$1");
    }

    private static String body(String token, Integer company) {
        return """
                {"refreshToken": "%s"%s}""".formatted(token, company == null ? "" : ", \"companyId\": " + company);
    }
}
