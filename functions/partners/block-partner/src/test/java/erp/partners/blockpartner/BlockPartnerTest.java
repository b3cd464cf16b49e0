package erp.partners.blockpartner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.partners.Partners;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class BlockPartnerTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    private Caller caller;
    private UUID id;

    @BeforeEach
    void partner() {
        caller = fixtures.company();
        id = fixtures.customer(caller, "Kunde", "DE");
    }

    private Api.Answer block(String body) {
        return api.as(caller).post("/api/v1/partners/" + id + "/block", body);
    }

    @Test
    void blocksAndKeepsWhoDidItAndWhy() {
        Api.Answer answer = block("{\"reason\": \"Does not pay\"}").expect(200);
        assertEquals("blocked", answer.at("/state"));
        assertEquals("Does not pay", answer.at("/blockReason"));
        assertEquals("\"2\"", answer.header("ETag"));
        assertEquals(caller.user(), fixtures.value(caller, UUID.class, """
                select recorded_by from partners.blocks where partner_id = ? and state = 'blocked' and reason = 'Does not pay'""", id));
    }

    @Test
    void refusesWhatIsBlockedAlready() {
        block("{\"reason\": \"Does not pay\"}").expect(200);
        block("{\"reason\": \"Rude\"}").expect(409, "already_blocked");
        assertEquals("Does not pay", fixtures.in(caller, tx -> Partners.get(tx, id)).blockReason());
    }

    @Test
    void blocksOnceWhenManyAskAtOnce() {
        List<Api.Answer> answers = api.as(caller).parallel(10, _ -> api.as(caller).request("POST", "/api/v1/partners/" + id + "/block",
                "{\"reason\": \"Does not pay\"}", UUID.randomUUID().toString()));
        assertEquals(1, answers.stream().filter(answer -> answer.status() == 200).count());
        answers.stream().filter(answer -> answer.status() != 200).forEach(answer -> answer.expect(409, "already_blocked"));
    }

    @Test
    void refusesWithoutAReason() {
        block("{}").expect(400, "missing_field");
        block("{\"reason\": \" \"}").expect(422, "required");
    }

    @Test
    void honoursTheVersionWhenItIsNamed() {
        String path = "/api/v1/partners/" + id + "/block";
        String body = "{\"reason\": \"R\"}";
        api.as(caller).write("POST", path, body, UUID.randomUUID().toString(), "If-Match", "\"9\"").expect(412, "version_stale");
        api.as(caller).write("POST", path, body, UUID.randomUUID().toString(), "If-Match", "\"1\"").expect(200);
    }

    @Test
    void findsNobodyUnderAnotherId() {
        api.as(caller).post("/api/v1/partners/" + UUID.randomUUID() + "/block", "{\"reason\": \"R\"}").expect(404, "not_found");
    }
}
