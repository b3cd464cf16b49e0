package erp.platform.querytasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import erp.security.Caller;
import erp.security.Permissions;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.TaskFixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class QueryTasksTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    TaskFixtures tasks;

    private Caller caller;
    private UUID dead;
    private UUID ready;
    private UUID done;

    @BeforeEach
    void someTasks() {
        caller = fixtures.company();
        tasks.kind(caller, "deliver-mail", "to", "subject");
        tasks.kind(caller, "seal-ledger");
        dead = tasks.task(caller, "deliver-mail", "dead", "{\"to\": \"kim@example.test\", \"subject\": \"Invoice 100%\"}");
        ready = tasks.task(caller, "deliver-mail", "ready", "{\"to\": \"pat@example.test\"}");
        done = tasks.task(caller, "seal-ledger", "done", "{}");
    }

    @Test
    void listsTheNewestFirstInPages() {
        Api.Answer first = api.as(caller).get("/api/v1/tasks?limit=2").expect(200);
        assertEquals(List.of(done, ready), ids(first));
        Api.Answer second = api.as(caller).get("/api/v1/tasks?limit=2&cursor=" + first.at("/next")).expect(200);
        assertEquals(List.of(dead), ids(second));
        assertFalse(second.body().has("next"));
        assertEquals(List.of(dead), ids(api.as(caller).get("/api/v1/tasks?filter=" + url("state eq dead and kind eq deliver-mail"))));
    }

    @Test
    void findsByFieldsAndWordsWithAndOrNot() {
        assertEquals(List.of(dead), found("state:dead"));
        assertEquals(List.of(ready, dead), found("kind:deliver-mail"));
        assertEquals(List.of(ready), found("kind:deliver-mail -state:dead"));
        assertEquals(List.of(ready), found("kind:deliver* NOT mailbox"));
        assertEquals(List.of(done, dead), found("state:dead OR kind:seal-ledger"));
        assertEquals(List.of(done), found("(state:dead OR kind:seal-ledger) AND NOT state:dead"));
        assertEquals(List.of(dead), found("\"mailbox is full\""));
        assertEquals(List.of(dead), found("100%"));
        assertEquals(List.of(), found("100_"));
        assertEquals(List.of(dead), found("code:mail_refused args:KIM"));
        assertEquals(List.of(ready), found("id:" + ready));
        assertEquals(List.of(done, ready, dead), found("after:2020-01-01 company:" + caller.company()));
        assertEquals(List.of(), found("company:" + (caller.company() + 1)));
        assertEquals(List.of(done, ready, dead), found("-document:partners/*"));
    }

    @Test
    void refusesASearchThatCannotBeRead() {
        for (String search : List.of("(state:dead", "state:dead)", "OR", "a AND", "NOT", "colour:red", "id:7", "\"open", "before:soon",
                "x".repeat(501), "(".repeat(50) + "a" + ")".repeat(50))) {
            api.as(caller).get("/api/v1/tasks?search=" + url(search)).expect(400, "invalid_parameter");
        }
    }

    @Test
    void showsOneTaskWithItsNeighboursAndAttempts() {
        UUID next = tasks.task(caller, "seal-ledger", "waiting", "{}");
        tasks.follows(caller, dead, next);
        fixtures.in(caller, tx -> {
            tx.write("insert into tasks.attempts (company_id, task_id, attempt, outcome, error) values (?, ?, 1, 'failed', 'No route')",
                    tx.company(), dead);
            return null;
        });
        JsonNode task = api.as(caller).get("/api/v1/tasks/" + dead).expect(200).body();
        assertEquals("kim@example.test", task.at("/args/to").asText());
        assertEquals("dead", task.at("/task/state").asText());
        assertEquals("No route", task.at("/attempted/0/error").asText());
        assertEquals(next.toString(), task.at("/after/0/id").asText());
        assertEquals(5, task.at("/maxAttempts").asInt());
        assertEquals(dead.toString(), api.as(caller).get("/api/v1/tasks/" + next).expect(200).at("/before/0/id"));
    }

    @Test
    void countsWhatIsInAQueue() {
        String queue = tasks.kind(caller, "q" + UUID.randomUUID().toString().substring(0, 8));
        tasks.task(caller, queue, "ready", "{}");
        tasks.task(caller, queue, "ready", "{}");
        tasks.task(caller, queue, "dead", "{}");
        tasks.task(caller, queue, "delayed", "{}");
        tasks.task(caller, queue, "done", "{}");
        JsonNode found = StreamSupport.stream(api.as(caller).get("/api/v1/task-queues").expect(200).body().spliterator(), false)
                .filter(row -> row.get("queue").asText().equals(queue)).findFirst().orElseThrow();
        assertEquals("2 1 0 1 5 1 120", "%s %s %s %s %s %s %s".formatted(found.get("ready"), found.get("delayed"), found.get("running"),
                found.get("dead"), found.get("arrived"), found.get("done"), found.get("drainSeconds")));
        assertFalse(found.get("paused").asBoolean());
    }

    @Test
    void listsWorkersKindsAndSchedules() {
        String lost = tasks.worker(caller, "lost-" + UUID.randomUUID(), 60, "deliver-mail");
        String here = tasks.worker(caller, "here-" + UUID.randomUUID(), 0, "deliver-mail");
        JsonNode workers = api.as(caller).get("/api/v1/task-workers").expect(200).body();
        assertEquals("true", by(workers, "id", lost).get("gone").asText());
        assertEquals("false", by(workers, "id", here).get("gone").asText());
        assertEquals("[\"to\",\"subject\"]",
                by(api.as(caller).get("/api/v1/task-kinds").expect(200).body(), "kind", "deliver-mail").get("args").toString());
        tasks.schedule(caller, "nightly", "seal-ledger", "30 2 * * *");
        JsonNode schedules = api.as(caller).get("/api/v1/task-schedules").expect(200).body();
        assertEquals("Europe/Berlin", schedules.at("/0/timeZone").asText());
        assertEquals(1, schedules.size());
    }

    @Test
    void othersAreSeenByOperatorsOnly() {
        Caller other = fixtures.company();
        Caller operator = new Caller(other.user(), other.company(), List.of(Permissions.ADMINISTRATOR), other.locale(), true);
        assertEquals(List.of(), ids(api.as(other).get("/api/v1/tasks").expect(200)));
        for (String path : List.of("/api/v1/tasks", "/api/v1/tasks/" + dead, "/api/v1/task-queues", "/api/v1/task-schedules")) {
            api.as(other).get(path + "?company=all").expect(403, "operators_only");
            api.as(other).get(path + "?company=" + caller.company()).expect(403, "operators_only");
            api.as(operator).get(path + "?company=all").expect(200);
        }
        api.as(other).get("/api/v1/tasks?company=" + other.company()).expect(200);
        api.as(operator).get("/api/v1/tasks/" + dead).expect(404, "not_found");
        assertEquals(List.of(done, ready, dead), ids(api.as(operator).get("/api/v1/tasks?company=" + caller.company()).expect(200)));
        assertTrue(ids(api.as(operator).get("/api/v1/tasks?company=all&limit=500").expect(200)).containsAll(List.of(dead, ready, done)));
        api.as(operator).get("/api/v1/tasks?company=x").expect(400, "invalid_parameter");
    }

    private List<UUID> found(String search) {
        return ids(api.as(caller).get("/api/v1/tasks?search=" + url(search)).expect(200));
    }

    private static List<UUID> ids(Api.Answer answer) {
        return StreamSupport.stream(answer.body().get("items").spliterator(), false).map(row -> UUID.fromString(row.get("id").asText()))
                .toList();
    }

    private static JsonNode by(JsonNode rows, String field, String value) {
        return StreamSupport.stream(rows.spliterator(), false).filter(row -> row.get(field).asText().equals(value)).findFirst()
                .orElseThrow();
    }

    private static String url(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
