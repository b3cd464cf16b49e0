package erp.partners.querypartners;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import erp.partners.Partner;
import erp.partners.PartnerData;
import erp.partners.Partners;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class QueryPartnersTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    ObjectMapper json;
    private Caller caller;

    @BeforeEach
    void company() {
        caller = fixtures.company();
    }

    private Partner create(String name, String role) throws IOException {
        PartnerData data = json.readValue("""
                {"%s": true, "name": "%s", "street": "Allee 2", "city": "Cork", "country": "IE", "vatId": null}""".formatted(role, name),
                PartnerData.class);
        return fixtures.in(caller, tx -> Partners.create(tx, data, false));
    }

    private Api.Answer list(String filter) {
        return api.as(caller).get("/api/v1/partners?filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8)).expect(200);
    }

    private static List<String> names(Api.Answer answer) {
        return answer.body().at("/items").findValuesAsText("name");
    }

    @Test
    void listsByNameAndFindsByRoleAndText() throws IOException {
        create("Beta", "supplier");
        create("Alpha", "customer");
        create("Gamma", "customer");
        assertEquals(List.of("Alpha", "Beta", "Gamma"), names(api.as(caller).get("/api/v1/partners").expect(200)));
        assertEquals(List.of("Alpha", "Gamma"), names(list("customer eq true")));
        assertEquals(List.of("Beta"), names(list("supplierNumber eq 70000")));
        assertEquals(List.of("Beta"), names(list("name like be*")));
        assertEquals(List.of("Gamma"), names(list("country eq IE and name gt Beta and state eq active")));
    }

    @Test
    void pagesThroughAllOfThemOnce() throws IOException {
        for (int i = 0; i < 7; i++) {
            create("Kunde " + i, "customer");
        }
        Api.Answer page = api.as(caller).get("/api/v1/partners?limit=4").expect(200);
        assertEquals(List.of("Kunde 0", "Kunde 1", "Kunde 2", "Kunde 3"), names(page));
        assertEquals(List.of("Kunde 4", "Kunde 5", "Kunde 6"), names(
                api.as(caller).get("/api/v1/partners?limit=4&cursor=" + page.at("/next"))));
    }

    @Test
    void showsOneWithItsVersion() throws IOException {
        Partner partner = create("Kunde", "customer");
        Api.Answer answer = api.as(caller).get("/api/v1/partners/" + partner.id()).expect(200);
        assertEquals(json.valueToTree(partner), answer.body());
        assertEquals("\"1\"", answer.header("ETag"));
    }

    @Test
    void showsWhoWasBlockedAndWhy() throws IOException {
        UUID id = create("Kunde", "customer").id();
        fixtures.in(caller, tx -> Partners.setBlocked(tx, Partners.lock(tx, id), true, "Does not pay"));
        fixtures.in(caller, tx -> Partners.setBlocked(tx, Partners.lock(tx, id), false, "Has paid"));
        Api.Answer answer = api.as(caller).get("/api/v1/partners/" + id + "/blocks").expect(200);
        assertEquals(List.of("Has paid", "Does not pay"), answer.body().at("/items").findValuesAsText("reason"));
        assertEquals(List.of("active", "blocked"), answer.body().at("/items").findValuesAsText("state"));
        assertEquals(caller.user().toString(), answer.at("/items/0/recordedBy"));
    }

    @Test
    void hidesThePartnersOfOtherCompanies() throws IOException {
        UUID id = create("Kunde", "customer").id();
        Caller stranger = fixtures.company();
        api.as(stranger).get("/api/v1/partners/" + id).expect(404, "not_found");
        api.as(stranger).get("/api/v1/partners/" + id + "/blocks").expect(404, "not_found");
        assertTrue(api.as(stranger).get("/api/v1/partners").expect(200).body().at("/items").isEmpty());
    }

    @Test
    void refusesWhatItCannotSortOrFilterBy() {
        api.as(caller).get("/api/v1/partners?sort=postalCode").expect(400, "invalid_parameter");
        api.as(caller).get("/api/v1/partners?filter=nick+eq+1").expect(400, "invalid_parameter");
        api.as(caller).get("/api/v1/partners/one").expect(400, "invalid_parameter");
    }
}
