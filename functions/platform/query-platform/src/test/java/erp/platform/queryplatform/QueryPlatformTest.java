package erp.platform.queryplatform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.platform.Functions;
import erp.security.Caller;
import erp.security.Permissions;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.work.Ids;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@MicronautTest(transactional = false)
class QueryPlatformTest {

    private static final String PASSWORD = "correct horse battery staple";

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;

    @Test
    void listsTheCallersCompaniesOnly() {
        Caller first = fixtures.company();
        Caller second = fixtures.company();
        Caller other = fixtures.company();
        Caller user = fixtures.user(UUID.randomUUID().toString(), PASSWORD, false);
        Caller caller = fixtures.join(first, user, Permissions.ADMINISTRATOR);
        fixtures.join(second, user, "clerk");
        Api.Answer answer = api.as(caller).get("/api/v1/companies?sort=id").expect(200);
        assertEquals(List.of(first.company(), second.company()), answer.body().at("/items").findValues("id").stream().map(id -> id.asInt())
                .toList());
        assertTrue(answer.body().at("/items/0/current").asBoolean());
        assertFalse(answer.body().at("/items/1/current").asBoolean());
        assertEquals("SKR04", api.as(caller).get("/api/v1/companies/current").expect(200).at("/chart"));
        assertEquals(second.company(), api.as(caller).get("/api/v1/companies/" + second.company()).expect(200).body().at("/id").asInt());
        api.as(caller).get("/api/v1/companies/" + other.company()).expect(404, "not_found");
    }

    @Test
    void listsTheUsersOfTheCompanyWithoutTheirPasswords() {
        Caller admin = fixtures.company();
        String login = UUID.randomUUID().toString();
        Caller user = fixtures.join(admin, fixtures.user(login, PASSWORD, false), "clerk", "packer");
        Api.Answer list = api.as(admin).get("/api/v1/users?filter=login eq " .replace(" ", "%20") + login).expect(200);
        assertEquals(1, list.body().at("/items").size());
        assertEquals("[\"clerk\",\"packer\"]", list.body().at("/items/0/roles").toString());
        assertFalse(list.text().contains("argon2"));
        assertEquals("\"1\"", api.as(admin).get("/api/v1/users/" + user.user()).expect(200).header("ETag"));
        api.as(fixtures.company()).get("/api/v1/users/" + user.user()).expect(404, "not_found");
        assertEquals(0, api.as(fixtures.company()).get("/api/v1/users").expect(200).body().at("/items").size());
    }

    @Test
    void listsRolesAndFunctions() {
        Caller admin = fixtures.company();
        fixtures.role(admin, "clerk", "place-order", "confirm-order");
        Api.Answer roles = api.as(admin).get("/api/v1/roles").expect(200);
        assertEquals(List.of("administrator", "clerk"), roles.body().at("/items").findValuesAsText("id"));
        assertEquals(Functions.all().size(), roles.body().at("/items/0/functions").size());
        assertEquals("\"1\"", api.as(admin).get("/api/v1/roles/clerk").expect(200).header("ETag"));
        api.as(fixtures.company()).get("/api/v1/roles/clerk").expect(404, "not_found");
        assertTrue(api.as(admin).get("/api/v1/functions").expect(200).body().at("/items").findValuesAsText("name").contains("place-order"));
    }

    @Test
    void listsAuditFindingsTheNewestFirst() {
        Caller admin = fixtures.company();
        UUID task = Ids.next();
        for (String at : List.of("2026-11-01T04:00:00Z", "2026-11-02T04:00:00Z")) {
            fixtures.in(admin, tx -> {
                tx.write("""
                        insert into platform.audit_findings (company_id, id, audit, task_id, rule, subject, stored, computed, recorded_at)
                        values (?, ?, 'audit-number-ranges', ?, 'number_gap', 'INV-000002', '0', '1', ?::timestamptz),
                               (?, ?, 'audit-number-ranges', ?, 'number_form', 'and more', null, null, ?::timestamptz)""",
                        tx.company(), Ids.next(), task, at, tx.company(), Ids.next(), task, at);
                return null;
            });
        }
        Api.Answer answer = api.as(admin).get("/api/v1/audit-findings").expect(200);
        assertEquals(List.of("2026-11-02T04:00:00Z", "2026-11-02T04:00:00Z", "2026-11-01T04:00:00Z", "2026-11-01T04:00:00Z"),
                answer.body().at("/items").findValuesAsText("recordedAt"));
        assertEquals("number_form", answer.at("/items/0/rule"));
        assertEquals("INV-000002", answer.at("/items/1/subject"));
        assertEquals(task.toString(), answer.at("/items/1/taskId"));
        assertEquals(2, api.as(admin).get("/api/v1/audit-findings?filter=rule%20eq%20number_gap").expect(200).body().at("/items").size());
        assertEquals(0, api.as(fixtures.company()).get("/api/v1/audit-findings").expect(200).body().at("/items").size());
    }

    @Test
    void listsNumberRanges() {
        Api.Answer answer = api.as(fixtures.company()).get("/api/v1/number-ranges").expect(200);
        assertEquals(List.of("customer", "sales-invoice", "supplier"), answer.body().at("/items").findValuesAsText("id"));
        assertEquals(10_000, answer.body().at("/items/0/next").asInt());
    }

    @Test
    void showsAnImportWithItsReport() {
        Caller admin = fixtures.company();
        UUID id = Ids.next();
        fixtures.in(admin, tx -> {
            tx.write("""
                    insert into platform.imports (company_id, id, kind, rows, created, unchanged, failed, report)
                    values (?, ?, 'partners', 1, 0, 0, 1, ?::jsonb)""", tx.company(), id,
                    """
                    [{"line": 2, "externalId": "A", "result": "failed", "code": "required", "column": "name", "detail": "…"}]""");
            return null;
        });
        assertEquals(1, api.as(admin).get("/api/v1/imports").expect(200).body().at("/items/0/failed").asInt());
        assertEquals("failed", api.as(admin).get("/api/v1/imports/" + id).expect(200).at("/report/0/result"));
        api.as(fixtures.company()).get("/api/v1/imports/" + id).expect(404, "not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/companies", "/api/v1/companies/current", "/api/v1/users", "/api/v1/roles", "/api/v1/functions",
        "/api/v1/number-ranges", "/api/v1/imports"})
    void everyReadWantsATokenACompanyAndThePermission(String path) {
        Caller admin = fixtures.company();
        fixtures.role(admin, "reader", "query-platform");
        fixtures.role(admin, "clerk", "place-order");
        api.as(null).get(path).expect(401, "token_missing");
        api.send(api.as(null).request("GET", path, null, null, "Authorization", "Bearer not.a.token")).expect(401, "token_invalid");
        api.as(new Caller(Ids.next(), 0, List.of(Permissions.ADMINISTRATOR), Locale.ENGLISH, true)).get(path).expect(403,
                "company_missing");
        api.as(new Caller(Ids.next(), admin.company(), List.of("clerk", "nosuch"), Locale.ENGLISH, false)).get(path).expect(403,
                "forbidden");
        api.as(new Caller(Ids.next(), admin.company(), List.of("clerk", "reader"), Locale.ENGLISH, false)).get(path).expect(200);
    }

    @Test
    void theApiCanBeBrowsedWithoutANetwork() {
        Api.Answer page = api.as(null).get("/api/docs").expect(200);
        assertTrue(page.header("Content-Type").startsWith("text/html"));
        assertFalse(page.text().contains("//"), "nothing comes from elsewhere");
        assertTrue(page.text().contains("<a href=\"/api/problems\">"));
        for (String part : page.text().split("\"")) {
            if (part.startsWith("/api/docs/")) {
                assertTrue(api.as(null).get(part).expect(200).bytes().length > 100, part);
            }
        }
        assertTrue(api.as(null).get("/api/docs/start.js").expect(200).text().contains("/api/openapi.yaml"));
        assertTrue(api.as(null).get("/api/openapi.yaml").expect(200).text().startsWith("openapi: 3"));
        api.as(null).get("/api/docs/pom.xml").expect(404, "not_found");
        api.as(null).get("/api/docs/..%2Ferp.yaml").expect(404, "not_found");
    }
}
