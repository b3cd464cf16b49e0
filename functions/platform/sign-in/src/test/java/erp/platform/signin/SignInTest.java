package erp.platform.signin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import erp.embedded.Processes;
import erp.security.Caller;
import erp.security.Permissions;
import erp.security.TokenVerifier;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.TestConfiguration;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@MicronautTest(transactional = false)
@Property(name = "erp.limits.failed-sign-ins-per-quarter-hour", value = "3")
class SignInTest {

    private static final String PASSWORD = "correct horse battery staple";

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    TokenVerifier tokens;

    @Test
    void signsInToTheOnlyCompany() {
        Caller company = fixtures.company();
        String login = login();
        Caller user = fixtures.join(company, fixtures.user(login, PASSWORD, false), "clerk");
        Api.Answer answer = signIn(login.toUpperCase(), PASSWORD).expect(200);
        assertEquals(user, tokens.verify(answer.at("/accessToken"), Clock.systemUTC().instant()));
        assertEquals(company.company(), answer.body().at("/company/id").asInt());
        assertEquals("Muster GmbH", answer.at("/companies/0/name"));
        assertEquals(900, answer.body().at("/expiresIn").asInt());
        assertEquals(43, answer.at("/refreshToken").length());
        assertEquals("no-store", answer.header("Cache-Control"));
    }

    @Test
    void whoHasSeveralCompaniesChoosesOne() {
        Caller first = fixtures.company();
        Caller second = fixtures.company();
        String login = login();
        Caller user = fixtures.user(login, PASSWORD, false);
        fixtures.join(first, user, Permissions.ADMINISTRATOR);
        fixtures.join(second, user, "clerk");
        Api.Answer undecided = signIn(login, PASSWORD).expect(200);
        assertTrue(undecided.body().at("/company").isMissingNode());
        assertEquals(2, undecided.body().at("/companies").size());
        assertEquals(0, tokens.verify(undecided.at("/accessToken"), Clock.systemUTC().instant()).company());
        Api.Answer chosen = api.as(null).post("/api/v1/sessions", body(login, PASSWORD, second.company())).expect(200);
        assertEquals(List.of("clerk"), tokens.verify(chosen.at("/accessToken"), Clock.systemUTC().instant()).roles());
    }

    @Test
    void anotherCompanyIsUnknown() {
        Caller other = fixtures.company();
        String login = login();
        fixtures.join(fixtures.company(), fixtures.user(login, PASSWORD, false), "clerk");
        api.as(null).post("/api/v1/sessions", body(login, PASSWORD, other.company())).expect(422, "unknown_company");
    }

    @Test
    void failsAlikeForWrongPasswordsUnknownLoginsAndInactiveUsers() {
        String login = login();
        String inactive = login();
        fixtures.user(login, PASSWORD, false);
        Caller left = fixtures.user(inactive, PASSWORD, false);
        fixtures.in(left, tx -> {
            tx.write("update platform.users set active = false where id = ?", left.user());
            return null;
        });
        String wrong = signIn(login, "wrong horse battery staple").expect(401, "sign_in_failed").at("/detail");
        assertEquals(wrong, signIn(login(), PASSWORD).expect(401, "sign_in_failed").at("/detail"));
        assertEquals(wrong, signIn(inactive, PASSWORD).expect(401, "sign_in_failed").at("/detail"));
    }

    @Test
    void tooManyFailuresCloseTheLogin() {
        String login = login();
        fixtures.user(login, PASSWORD, false);
        for (int i = 0; i < 3; i++) {
            signIn(login, "wrong horse battery staple").expect(401, "sign_in_failed");
        }
        Api.Answer closed = signIn(login, PASSWORD).expect(429, "rate_limited");
        assertTrue(Integer.parseInt(closed.header("Retry-After")) <= 900);
        assertEquals("\"sign-in\";q=3;w=900", closed.header("RateLimit-Policy"));
        signIn(login(), PASSWORD).expect(401, "sign_in_failed");
    }

    @Test
    void tooManyFailuresCloseTheLoginAlsoWhileRedisIsAway() {
        Map<String, Object> properties = new HashMap<>(TestConfiguration.properties());
        properties.put("redis.uri", "redis://127.0.0.1:" + Processes.freePort());
        properties.put("erp.limits.failed-sign-ins-per-quarter-hour", 3);
        String login = login();
        fixtures.user(login, PASSWORD, false);
        try (EmbeddedServer alone = ApplicationContext.run(EmbeddedServer.class, properties)) {
            Api there = alone.getApplicationContext().getBean(Api.class);
            for (int i = 0; i < 3; i++) {
                there.as(null).post("/api/v1/sessions", body(login, "wrong horse battery staple", null)).expect(401, "sign_in_failed");
            }
            there.as(null).post("/api/v1/sessions", body(login, PASSWORD, null)).expect(429, "rate_limited");
        }
        signIn(login, PASSWORD).expect(200);
    }

    @Test
    void theSameRequestGetsTheSameTokens() {
        String login = login();
        Caller user = fixtures.user(login, PASSWORD, false);
        String key = UUID.randomUUID().toString();
        String body = body(login, PASSWORD, null);
        List<Api.Answer> answers = api.as(null).parallel(8, _ -> api.as(null).request("POST", "/api/v1/sessions", body, key));
        for (Api.Answer answer : answers) {
            assertArrayEquals(answers.getFirst().bytes(), answer.expect(200).bytes());
        }
        assertEquals(7, answers.stream().filter(answer -> "true".equals(answer.header("Idempotency-Replayed"))).count());
        assertEquals(1L, fixtures.value(user, Long.class, "select count(*) from platform.sessions where user_id = ?", user.user()));
        api.as(null).write("POST", "/api/v1/sessions", body(login, PASSWORD, 1), key).expect(422, "idempotency_key_reused");
        api.as(null).write("POST", "/api/v1/sessions", body(login, "wrong horse battery staple", null), key).expect(401, "sign_in_failed");
    }

    @Test
    void theDatabaseLearnsNeitherPasswordNorTokens() {
        String login = login();
        Caller user = fixtures.user(login, PASSWORD, false);
        Api.Answer answer = signIn(login, PASSWORD).expect(200);
        byte[] kept = fixtures.value(user, byte[].class,
                "select request_hash || body from platform.idempotency_keys where company_id = 0 and user_id = ?", user.user());
        String stored = new String(kept, StandardCharsets.ISO_8859_1);
        for (String secret : List.of(PASSWORD, answer.at("/accessToken"), answer.at("/refreshToken"), "accessToken")) {
            assertFalse(stored.contains(secret));
        }
        String everything = fixtures.value(user, String.class, """
                select string_agg(t::text, '') from (select s::text from platform.sessions s union all
                    select r::text from platform.refresh_tokens r union all select u::text from platform.users u) x (t)""");
        assertFalse(everything.contains(PASSWORD) || everything.contains(answer.at("/refreshToken")));
    }

    @Test
    void aDryRunDrawsNoTokens() {
        String login = login();
        Caller user = fixtures.user(login, PASSWORD, false);
        Api.Answer answer = api.as(null).post("/api/v1/sessions?dryRun=true", body(login, PASSWORD, null)).expect(200);
        assertTrue(answer.body().at("/dryRun").asBoolean());
        assertFalse(answer.body().has("accessToken") || answer.body().has("refreshToken"));
        assertEquals(0L, fixtures.value(user, Long.class, "select count(*) from platform.sessions where user_id = ?", user.user()));
    }

    @Test
    void aHashWithOldParametersIsMadeAnew() {
        String login = login();
        Caller user = fixtures.user(login, PASSWORD, false);
        String old = weakHash(PASSWORD);
        fixtures.in(user, tx -> {
            tx.write("update platform.users set password_hash = ? where id = ?", old, user.user());
            return null;
        });
        signIn(login, PASSWORD).expect(200);
        String now = fixtures.value(user, String.class, "select password_hash from platform.users where id = ?", user.user());
        assertTrue(now.startsWith("$argon2id$v=19$m=19456,t=2,p=1$"), now);
        signIn(login, PASSWORD).expect(200);
    }

    @Test
    void neitherAnswersNorLogsShowSecrets() {
        String login = login();
        fixtures.user(login, PASSWORD, false);
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Appender<ILoggingEvent> stdout = root.getAppender("stdout");
        Level level = root.getLevel();
        root.addAppender(log);
        root.detachAppender(stdout);
        root.setLevel(Level.DEBUG);
        try {
            String wrong = "wrong horse battery staple";
            Api.Answer signedIn = signIn(login, PASSWORD).expect(200);
            String answers = signIn(login, wrong).expect(401).text() + signIn(login, "x".repeat(2000) + wrong).expect(401).text()
                    + api.as(null).post("/api/v1/sessions", "{\"login\": 1, \"password\": \"" + wrong + "\"").expect(400).text()
                    + api.as(null).post("/api/v1/sessions", "{\"login\": \"a\", \"password\": [\"" + wrong + "\"]}").expect(400).text();
            assertFalse(answers.contains(wrong));
            assertFalse(signedIn.text().contains(PASSWORD));
            List<String> lines = List.copyOf(log.list).stream().map(event -> event.getFormattedMessage() + event.getKeyValuePairs()
                    + (event.getThrowableProxy() == null ? "" : event.getThrowableProxy().getMessage())).toList();
            assertTrue(lines.stream().anyMatch(line -> line.contains("POST /api/v1/sessions 200")), "the operations are logged");
            for (String secret : List.of(PASSWORD, wrong, signedIn.at("/accessToken"), signedIn.at("/refreshToken"))) {
                assertTrue(lines.stream().noneMatch(line -> line.contains(secret)));
            }
        } finally {
            root.setLevel(level);
            root.addAppender(stdout);
            root.detachAppender(log);
        }
    }

    @Test
    void needsAnIdempotencyKey() {
        api.send(api.as(null).request("POST", "/api/v1/sessions", body("a", PASSWORD, null), null)).expect(400, "idempotency_key_missing");
        assertNotNull(signIn(login(), PASSWORD).header("X-Trace-Id"));
    }

    private Api.Answer signIn(String login, String password) {
        return api.as(null).post("/api/v1/sessions", body(login, password, null));
    }

    private static String login() {
        return UUID.randomUUID() + "@example.test";
    }

    private static String body(String login, String password, Integer company) {
        return """
                {"login": "%s", "password": "%s"%s}""".formatted(login, password, company == null ? "" : ", \"companyId\": " + company);
    }

    /** As another program with weaker parameters would have made it. */
    private static String weakHash(String password) {
        byte[] salt = "sixteen bytes...".getBytes(StandardCharsets.US_ASCII);
        byte[] hash = new byte[32];
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id).withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(8192).withIterations(1).withParallelism(1).withSalt(salt).build());
        argon2.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=8192,t=1,p=1$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }
}
