package erp.platform.createuser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.security.Caller;
import erp.security.Passwords;
import erp.testing.Api;
import erp.testing.Fixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class CreateUserTest {

    private static final String PASSWORD = "correct horse battery staple";

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    Passwords passwords;

    @Test
    void createsAUserOfThisCompany() {
        Caller admin = fixtures.company();
        fixtures.role(admin, "clerk", "place-order");
        String login = "Erika." + UUID.randomUUID() + "@Example.test";
        Api.Answer answer = create(admin, login, PASSWORD, "clerk").expect(201);
        assertEquals(login.toLowerCase(), answer.at("/login"));
        assertEquals("de", answer.at("/locale"));
        assertEquals("clerk", answer.at("/roles/0"));
        assertEquals("/api/v1/users/" + answer.at("/id"), answer.header("Location"));
        assertFalse(answer.text().contains(PASSWORD));
        String hash = fixtures.value(admin, String.class, "select password_hash from platform.users where login = ?", login.toLowerCase());
        assertTrue(passwords.verify(PASSWORD, hash));
        assertEquals("{clerk}", fixtures.value(admin, String.class,
                "select roles::text from platform.memberships where company_id = ? and user_id = ?::uuid", admin.company(), answer
                        .at("/id")));
    }

    @Test
    void loginsAreUniqueInSmallAndCapitalLetters() {
        Caller admin = fixtures.company();
        String login = UUID.randomUUID().toString();
        create(admin, login, PASSWORD).expect(201);
        create(fixtures.company(), login.toUpperCase(), PASSWORD).expect(409, "login_taken");
        List<Api.Answer> answers = api.as(admin).parallel(5,
                i -> api.as(admin).request("POST", "/api/v1/users", body(login + "x", PASSWORD), UUID.randomUUID().toString()));
        assertEquals(1, answers.stream().filter(answer -> answer.status() == 201).count());
        assertEquals(4, answers.stream().filter(answer -> answer.status() == 409 && answer.at("/code").equals("login_taken")).count());
    }

    @Test
    void refusesRolesThatAreNotOfThisCompany() {
        Caller admin = fixtures.company();
        fixtures.role(fixtures.company(), "foreign", "place-order");
        create(admin, login(), PASSWORD, "foreign").expect(422, "unknown_role");
    }

    @Test
    void nobodyGivesAwayMoreThanTheOwnFunctions() {
        Caller admin = fixtures.company();
        fixtures.role(admin, "personnel", "create-user", "place-order");
        fixtures.role(admin, "clerk", "place-order");
        fixtures.role(admin, "accountant", "post-entry");
        Caller personnel = new Caller(UUID.randomUUID(), admin.company(), List.of("personnel"), admin.locale(), false);
        create(personnel, login(), PASSWORD, "clerk").expect(201);
        create(personnel, login(), PASSWORD, "accountant").expect(403, "beyond_own_permissions");
        create(personnel, login(), PASSWORD, "administrator").expect(403, "beyond_own_permissions");
        create(admin, login(), PASSWORD, "administrator").expect(201);
    }

    @Test
    void refusesPasswordsAndLoginsThatWillNotDo() {
        Caller admin = fixtures.company();
        create(admin, login(), "short").expect(422, "password_too_short");
        Api.Answer tooLong = create(admin, login(), "long".repeat(200)).expect(422, "password_too_long");
        assertFalse(tooLong.text().contains("longlong"));
        create(admin, "a-login-of-its-own", "A-login-of-its-own").expect(422, "password_is_login");
        create(admin, "two words", PASSWORD).expect(422, "login_format");
        create(admin, "", PASSWORD).expect(422, "required");
    }

    @Test
    void recognisesItsRequestWithoutKeepingThePassword() {
        Caller admin = fixtures.company();
        String login = login();
        String key = UUID.randomUUID().toString();
        Api.Answer first = api.as(admin).write("POST", "/api/v1/users", body(login, PASSWORD), key).expect(201);
        assertArrayEquals(first.bytes(), api.as(admin).write("POST", "/api/v1/users", body(login, PASSWORD), key).expect(201).bytes());
        api.as(admin).write("POST", "/api/v1/users", body(login, PASSWORD + "!"), key).expect(422, "idempotency_key_reused");
        String kept = fixtures.value(admin, String.class,
                "select encode(request_hash, 'escape') from platform.idempotency_keys where company_id = ? and key = ?", admin.company(),
                        key);
        assertTrue(kept.startsWith("$argon2id$"), kept);
    }

    private Api.Answer create(Caller caller, String login, String password, String... roles) {
        return api.as(caller).post("/api/v1/users", body(login, password, roles));
    }

    private static String login() {
        return UUID.randomUUID().toString();
    }

    private static String body(String login, String password, String... roles) {
        return """
                {"login": "%s", "name": "Erika Muster", "password": "%s", "locale": "de", "roles": [%s]}"""
                .formatted(login, password, String.join(", ", List.of(roles).stream().map(role -> '"' + role + '"').toList()));
    }
}
