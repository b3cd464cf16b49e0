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

    @Test
    void showsHowFarALargeImportHasCome() {
        Caller admin = fixtures.company();
        UUID id = Ids.next();
        fixtures.in(admin, tx -> {
            tx.write("""
                    insert into platform.imports (company_id, id, kind, rows, created, unchanged, failed, report)
                    values (?, ?, 'products', 3, 2, 0, 0, '[]')""", tx.company(), id);
            tx.write("""
                    insert into platform.import_parts (company_id, import_id, position, report)
                    values (?, ?, 1, '[{"line": 2, "externalId": "A", "result": "created"}]'),
                           (?, ?, 0, '[{"line": 3, "externalId": "B", "result": "created"}]')""", tx.company(), id, tx.company(), id);
            return null;
        });
        Api.Answer running = api.as(admin).get("/api/v1/imports/" + id).expect(200);
        assertEquals("running", running.at("/state"));
        assertEquals(List.of("2", "3"), running.body().get("report").findValuesAsText("line"));
        fixtures.in(admin, tx -> {
            tx.write("update platform.imports set failed = 1 where company_id = ? and id = ?", tx.company(), id);
            return null;
        });
        assertEquals("done", api.as(admin).get("/api/v1/imports?filter=state%20eq%20done").expect(200).at("/items/0/state"));
    }

    @Test
    void showsWebhooksWithoutTheirSecretsAndWhatIsOnItsWay() {
        Caller admin = fixtures.company();
        UUID webhook = Ids.next();
        UUID delivery = Ids.next();
        fixtures.in(admin, tx -> {
            tx.write("""
                    insert into platform.webhooks (company_id, id, url, events, secret)
                    values (?, ?, 'https://example.com/', ?, 'secret')""", tx.company(), webhook, List.of("order.confirmed"));
            UUID task = Ids.next();
            tx.write("""
                    insert into tasks.tasks (company_id, id, kind, queue, state, priority, due_at, rank, args, attempts, ended_at, error)
                    values (?, ?, 'deliver-webhook', 'deliver-webhook', 'dead', 5, now(), now(), '{}', 15, now(), 'It answered 500.')""",
                    tx.company(), task);
            tx.write("""
                    insert into platform.webhook_deliveries (company_id, id, webhook_id, event_id, event, document, body, state, task_id)
                    values (?, ?, ?, ?, 'order.confirmed', 'sales-orders/1', '{}', 'due', ?)""",
                    tx.company(), delivery, webhook, Ids.next(), task);
            return null;
        });
        Api.Answer one = api.as(admin).get("/api/v1/webhooks/" + webhook).expect(200);
        assertEquals("\"1\"", one.header("ETag"));
        assertFalse(one.text().contains("secret"));
        assertEquals(webhook.toString(), api.as(admin).get("/api/v1/webhooks").expect(200).at("/items/0/id"));
        Api.Answer stuck = api.as(admin).get("/api/v1/webhook-deliveries/" + delivery).expect(200);
        assertEquals("dead 15 It answered 500.", stuck.at("/state") + " " + stuck.at("/attempts") + " " + stuck.at("/error"));
        assertEquals(1, api.as(admin).get("/api/v1/webhook-deliveries?filter=state%20eq%20dead").expect(200).body().get("items").size());
        for (String path : List.of("/api/v1/webhooks/" + webhook, "/api/v1/webhook-deliveries/" + delivery)) {
            api.as(fixtures.company()).get(path).expect(404, "not_found");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/companies", "/api/v1/companies/current", "/api/v1/users", "/api/v1/roles", "/api/v1/functions",
        "/api/v1/number-ranges", "/api/v1/imports", "/api/v1/webhooks", "/api/v1/webhook-deliveries"})
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
