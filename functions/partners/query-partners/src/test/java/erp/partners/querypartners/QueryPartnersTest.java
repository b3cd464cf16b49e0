package erp.partners.querypartners;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"name", "-name", "-id", "city,-name"})
    void pagesThroughAllThatWereThereOnceWhileOthersCome(String sort) throws Exception {
        List<String> there = add(500);
        AtomicBoolean reading = new AtomicBoolean(true);
        AtomicInteger others = new AtomicInteger();
        List<String> seen = new ArrayList<>();
        try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
            Future<?> written = writer.submit(() -> {
                while (reading.get()) {
                    others.addAndGet(add(2).size());
                }
            });
            try {
                String cursor = "";
                do {
                    JsonNode page = api.as(caller).get("/api/v1/partners?limit=20&sort=" + sort + cursor).expect(200).body();
                    seen.addAll(page.at("/items").findValuesAsText("id"));
                    cursor = page.has("next") ? "&cursor=" + page.at("/next").asText() : null;
                } while (cursor != null);
            } finally {
                reading.set(false);
            }
            written.get();
        }
        assertEquals(seen.size(), Set.copyOf(seen).size(), "none is shown twice");
        assertTrue(seen.containsAll(there), "none is left out");
        assertTrue(others.get() > 10, "others came meanwhile");
    }

    /** Partners with names and towns all over the alphabet, before and after the place where a reader is. */
    private List<String> add(int count) {
        return fixtures.in(caller, tx -> tx.list(UUID.class, """
                insert into partners.partners (company_id, id, customer_number, name, street, city, country, language, payment_days)
                select ?, gen_random_uuid(), 10000 + n + (select count(*) from partners.partners where company_id = ?),
                       md5(random()::text), 'Allee 2', left(md5(random()::text), 1), 'IE', 'en', 14
                  from generate_series(1, ?) n
                returning id""", tx.company(), tx.company(), count)).stream().map(UUID::toString).toList();
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
