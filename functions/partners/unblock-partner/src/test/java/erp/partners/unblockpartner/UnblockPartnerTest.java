package erp.partners.unblockpartner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
class UnblockPartnerTest {

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
        fixtures.in(caller, tx -> Partners.setBlocked(tx, Partners.lock(tx, id), true, "Does not pay"));
    }

    private Api.Answer unblock(String body) {
        return api.as(caller).post("/api/v1/partners/" + id + "/unblock", body);
    }

    @Test
    void unblocksAndKeepsWhoDidItAndWhy() {
        Api.Answer answer = unblock("{\"reason\": \"Has paid\"}").expect(200);
        assertEquals("active", answer.at("/state"));
        assertTrue(answer.body().at("/blockReason").isMissingNode());
        assertEquals("\"3\"", answer.header("ETag"));
        assertEquals(List.of("blocked Does not pay", "active Has paid"), fixtures.in(caller, tx -> tx.list(String.class, """
                select state || ' ' || reason from partners.blocks where partner_id = ? order by id""", id)));
    }

    @Test
    void refusesWhatIsNotBlocked() {
        unblock("{\"reason\": \"Has paid\"}").expect(200);
        unblock("{\"reason\": \"Has paid\"}").expect(409, "not_blocked");
    }

    @Test
    void refusesWithoutAReason() {
        unblock("{}").expect(400, "missing_field");
        unblock("{\"reason\": \" \"}").expect(422, "required");
    }

    @Test
    void honoursTheVersionWhenItIsNamed() {
        String path = "/api/v1/partners/" + id + "/unblock";
        String body = "{\"reason\": \"R\"}";
        api.as(caller).write("POST", path, body, UUID.randomUUID().toString(), "If-Match", "\"9\"").expect(412, "version_stale");
        api.as(caller).write("POST", path, body, UUID.randomUUID().toString(), "If-Match", "\"2\"").expect(200);
    }

    @Test
    void findsNobodyUnderAnotherId() {
        api.as(caller).post("/api/v1/partners/" + UUID.randomUUID() + "/unblock", "{\"reason\": \"R\"}").expect(404, "not_found");
    }
}
