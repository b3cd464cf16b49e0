package erp.platform.setupcompany;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import erp.company.Companies;
import erp.company.Company;
import erp.ledger.Chart;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class SetUpCompanyTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    ObjectMapper json;

    @Test
    void setsUpACompanyAndMakesTheOperatorItsAdministrator() {
        Caller operator = operator();
        Api.Answer answer = setUp(operator, "").expect(201);
        int id = answer.body().at("/id").asInt();
        assertEquals("/api/v1/companies/" + id, answer.header("Location"));
        Caller caller = new Caller(operator.user(), id, operator.roles(), operator.locale(), true);
        Company company = fixtures.in(caller, Companies::read);
        assertEquals("EUR", company.currency());
        assertEquals("Europe/Berlin", company.timeZone());
        assertEquals("DE02120300000000202051", company.iban());
        assertEquals("DE136695976", company.vatId());
        assertEquals("fifo", company.valuation());
        assertEquals(Chart.SKR03, company.chart());
        assertEquals("{administrator}", fixtures.value(caller, String.class,
                "select roles::text from platform.memberships where company_id = ? and user_id = ?", id, operator.user()));
        assertEquals(2L, count(caller, "inventory.locations where kind = 'storage'"));
        assertEquals(Chart.SKR03.accounts().size(), count(caller, "ledger.accounts"));
        assertEquals(1L, count(caller, "products.price_lists"));
    }

    @Test
    void onlyOperatorsSetUpCompanies() {
        setUp(fixtures.join(fixtures.company(), operator(), "clerk"), "").expect(201);
        Caller nobody = fixtures.user(UUID.randomUUID().toString(), "correct horse battery staple", false);
        Caller clerk = fixtures.join(fixtures.company(), nobody, "clerk");
        setUp(nobody, "").expect(403, "company_missing");
        setUp(clerk, "").expect(403, "forbidden");
        api.as(null).post("/api/v1/companies", "{}").expect(401, "token_missing");
    }

    @Test
    void refusesWrongValues() {
        Caller operator = operator();
        setUp(operator, "\"country\": \"XX\"").expect(422, "country_unknown");
        setUp(operator, "\"currency\": \"XAU\"").expect(422, "currency_unknown");
        setUp(operator, "\"timeZone\": \"Europe/Bonn\"").expect(422, "time_zone_unknown");
        setUp(operator, "\"booksFrom\": \"2026-01-02\"").expect(422, "books_from_month");
        setUp(operator, "\"booksFrom\": \"2100-02-01\"").expect(422, "range");
        setUp(operator, "\"booksFrom\": \"+10000-01-01\"").expect(400, "invalid_field");
        setUp(operator, "\"vatId\": \"DE136695977\"").expect(422, "vat_id_format");
        setUp(operator, "\"iban\": \"DE02120300000000202052\"").expect(422, "iban_invalid");
        setUp(operator, "\"bic\": \"123\"").expect(422, "bic_invalid");
        setUp(operator, "\"bic\": \"BYLADEM1001\", \"iban\": null").expect(422, "bic_without_iban");
        setUp(operator, "\"warehouses\": [{\"code\": \"A\", \"name\": \"A\"}, {\"code\": \"A\", \"name\": \"B\"}]")
                .expect(422, "warehouse_twice");
        setUp(operator, "\"warehouses\": [{\"code\": \"~opening\", \"name\": \"A\"}]").expect(422, "format");
        setUp(operator, "\"warehouses\": []").expect(422, "range");
        setUp(operator, "\"taxNumber\": null, \"vatId\": null").expect(422, "seller_has_tax_identity");
        setUp(operator, "\"chart\": \"SKR99\"").expect(400, "invalid_field");
    }

    @Test
    void aDryRunLeavesNothing() {
        Caller operator = operator();
        Api.Answer answer = api.as(operator).post("/api/v1/companies?dryRun=true", body("")).expect(201);
        assertTrue(answer.body().at("/dryRun").asBoolean());
        assertEquals(0L, fixtures.value(operator, Long.class, "select count(*) from platform.memberships where user_id = ?",
                operator.user()));
    }

    private Caller operator() {
        return fixtures.user(UUID.randomUUID().toString(), "correct horse battery staple", true);
    }

    private Api.Answer setUp(Caller caller, String changes) {
        return api.as(caller).post("/api/v1/companies", body(changes));
    }

    private long count(Caller caller, String table) {
        return fixtures.value(caller, Long.class, "select count(*) from " + table);
    }

    /** A company with some members replaced. */
    private String body(String changes) {
        try {
            ObjectNode company = (ObjectNode) json.readTree("""
                    {"name": "Muster GmbH", "street": "Hauptstraße 1", "postalCode": "10115", "city": "Berlin", "country": "DE",
                     "chart": "SKR03", "vatId": "de 136 695 976", "taxNumber": "30/123/45678", "iban": "DE02 1203 0000 0000 2020 51",
                     "booksFrom": "2026-01-01",
                     "warehouses": [{"code": "MAIN", "name": "Hauptlager"}, {"code": "SHOP", "name": "Laden"}]}""");
            return company.setAll((ObjectNode) json.readTree("{" + changes + "}")).toString();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(changes, e);
        }
    }
}
