package erp.platform.definerole;

import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class DefineRoleTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;

    @Test
    void definesAndReplacesARole() {
        Caller admin = fixtures.company();
        Api.Answer first = define(admin, "clerk", "\"place-order\", \"confirm-order\", \"place-order\"").expect(200);
        assertEquals("[\"confirm-order\",\"place-order\"]", first.body().at("/functions").toString());
        assertEquals("\"1\"", first.header("ETag"));
        define(admin, "clerk", "").expect(428, "if_match_missing");
        Api.Answer second = define(admin, "clerk", "", "If-Match", "\"1\"").expect(200);
        assertEquals(2, second.body().at("/version").asInt());
        define(admin, "clerk", "", "If-Match", "\"1\"").expect(412, "version_stale");
        define(admin, "another", "", "If-Match", "\"1\"").expect(412, "version_stale");
    }

    @Test
    void countsAtOnce() {
        Caller admin = fixtures.company();
        Caller user = new Caller(UUID.randomUUID(), admin.company(), List.of("deputy"), admin.locale(), false);
        define(user, "clerk", "").expect(403, "forbidden");
        define(admin, "deputy", "\"define-role\"").expect(200);
        define(user, "clerk", "").expect(200);
        define(admin, "deputy", "", "If-Match", "\"1\"").expect(200);
        define(user, "other", "").expect(403, "forbidden");
    }

    @Test
    void nobodyGivesAwayMoreThanTheOwnFunctions() {
        Caller admin = fixtures.company();
        define(admin, "deputy", "\"define-role\", \"place-order\"").expect(200);
        Caller deputy = new Caller(UUID.randomUUID(), admin.company(), List.of("deputy"), admin.locale(), false);
        define(deputy, "clerk", "\"place-order\"").expect(200);
        define(deputy, "deputy", "\"define-role\", \"post-entry\"", "If-Match", "\"1\"").expect(403, "beyond_own_permissions");
    }

    @Test
    void theAdministratorStaysAsItIs() {
        define(fixtures.company(), "administrator", "").expect(409, "role_fixed");
    }

    @Test
    void refusesUnknownFunctionsAndNames() {
        Caller admin = fixtures.company();
        Api.Answer answer = define(admin, "clerk", "\"place-order\", \"fly-away\"").expect(422, "unknown_function");
        assertEquals("/functions/1", answer.at("/errors/0/pointer"));
        define(admin, "Clerk", "").expect(422, "role_id_format");
        define(admin, "clerk%20", "").expect(422, "role_id_format");
        define(admin, "clerk%00", "").expect(400, "invalid_parameter");
    }

    @Test
    void ofTwoWhoDefineTheSameAtOnceOneIsToldToLook() {
        Caller admin = fixtures.company();
        List<Api.Answer> answers = api.as(admin).parallel(8, _ -> api.as(admin).request("PUT", "/api/v1/roles/clerk",
                "{\"name\": \"Clerk\", \"functions\": []}", UUID.randomUUID().toString()));
        assertEquals(1, answers.stream().filter(answer -> answer.status() == 200).count());
        assertEquals(7, answers.stream().filter(answer -> answer.status() == 428).count());
    }

    private Api.Answer define(Caller caller, String id, String functions, String... headers) {
        return api.as(caller).put("/api/v1/roles/" + id, """
                {"name": "Some role", "functions": [%s]}""".formatted(functions), headers);
    }
}
