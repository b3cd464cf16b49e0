package erp.platform.steertasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.security.Caller;
import erp.security.Permissions;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.TaskFixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class SteerTasksTest {

    private static final String SAME = "{}";
    private static final String KIND = "deliver-mail";

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    TaskFixtures tasks;

    private Caller caller;
    private Caller operator;

    @BeforeEach
    void kinds() {
        caller = fixtures.company();
        operator = new Caller(UUID.randomUUID(), fixtures.company().company(), List.of(Permissions.ADMINISTRATOR), caller.locale(), true);
        tasks.kind(caller, KIND, "to", "subject");
    }

    @Test
    void makesATaskAtOnceOrLater() {
        Api.Answer now = post("/tasks", "{\"kind\": \"deliver-mail\", \"args\": {\"to\": \"a@example.test\"}}").expect(201);
        assertEquals("ready", now.at("/state"));
        assertEquals("/api/v1/tasks/" + now.at("/id"), now.header("Location"));
        assertEquals("50 mins", fixtures.value(caller, String.class,
                "select to_char(due_at - rank, 'FMMI \"mins\"') from tasks.tasks where company_id = ? and id = ?::uuid", caller.company(),
                now.at("/id")));
        assertEquals("delayed", post("/tasks", """
                {"kind": "deliver-mail", "args": {}, "at": "2999-01-01T00:00:00Z", "priority": 9}""").expect(201).at("/state"));
        post("/tasks", "{\"kind\": \"brew-tea\", \"args\": {}}").expect(422, "unknown_kind");
        post("/tasks", "{\"kind\": \"deliver-mail\", \"args\": {\"too\": 1}}").expect(422, "unknown_argument");
        assertEquals(List.of("create"), actions(now.at("/id")));
    }

    @Test
    void retriesWhatIsDeadOrCancelledAlsoWithOtherArguments() {
        UUID dead = tasks.task(caller, KIND, "dead", "{\"to\": \"typo\"}");
        assertEquals("ready", post("/tasks/" + dead + "/retry", "{\"args\": {\"to\": \"right\"}}").expect(200).at("/state"));
        assertEquals("right 0 f", fixtures.value(caller, String.class, """
                select concat_ws(' ', args ->> 'to', attempts, ended_at is not null or error is not null) from tasks.tasks
                 where company_id = ? and id = ?""", caller.company(), dead));
        assertEquals(List.of("retry"), actions(dead.toString()));
        post("/tasks/" + dead + "/retry", SAME).expect(409, "task_state");
        post("/tasks/" + tasks.task(caller, KIND, "done", "{}") + "/retry", SAME).expect(409, "task_state");
        post("/tasks/" + tasks.task(caller, KIND, "cancelled", "{}") + "/retry", SAME).expect(200);
        post("/tasks/" + tasks.task(caller, KIND, "dead", "{}") + "/retry", "{\"args\": {\"x\": 1}}").expect(422, "unknown_argument");
        post("/tasks/" + UUID.randomUUID() + "/retry", SAME).expect(404, "not_found");
        api.as(fixtures.company()).post("/api/v1/tasks/" + dead + "/retry", SAME).expect(404, "not_found");
    }

    @Test
    void whatWaitsForOthersWaitsAgainAfterARetry() {
        UUID first = tasks.task(caller, KIND, "dead", "{}");
        UUID next = tasks.task(caller, KIND, "waiting", "{}");
        UUID last = tasks.task(caller, KIND, "waiting", "{}");
        tasks.follows(caller, first, next);
        tasks.follows(caller, next, last);
        assertEquals("cancelled", post("/tasks/" + first + "/discard", null).expect(200).at("/state"));
        assertEquals("cancelled cancelled", tasks.state(caller, next) + " " + tasks.state(caller, last));
        assertEquals(List.of("cancel"), actions(last.toString()));
        assertEquals("waiting", post("/tasks/" + last + "/retry", SAME).expect(200).at("/state"));
        assertEquals("waiting", post("/tasks/" + next + "/retry", SAME).expect(200).at("/state"));
        assertEquals("ready", post("/tasks/" + first + "/retry", SAME).expect(200).at("/state"));
        fixtures.in(caller, tx -> {
            tx.write("update tasks.tasks set state = 'done', ended_at = now() where company_id = ? and id = ?", tx.company(), first);
            return tx.list(UUID.class, "select id from tasks.release(?, ?)", tx.company(), first);
        });
        assertEquals("ready waiting", tasks.state(caller, next) + " " + tasks.state(caller, last));
    }

    @Test
    void anEqualTaskThatIsOpenStandsInTheWay() {
        UUID dead = tasks.task(caller, KIND, "dead", "{}", "k");
        UUID later = tasks.task(caller, KIND, "dead", "{}", "k");
        assertEquals("1 0", many("retry", ""));
        assertEquals("dead ready", tasks.state(caller, dead) + " " + tasks.state(caller, later));
        post("/tasks/" + dead + "/retry", SAME).expect(409, "equal_task_is_open");
    }

    @Test
    void cancelsWhatHasNotBegunAtOnceAndAsksWhatRuns() {
        UUID ready = tasks.task(caller, KIND, "ready", "{}");
        UUID next = tasks.task(caller, KIND, "waiting", "{}");
        tasks.follows(caller, ready, next);
        assertEquals("cancelled", post("/tasks/" + ready + "/cancel", null).expect(200).at("/state"));
        assertEquals("cancelled", tasks.state(caller, next));
        UUID running = tasks.task(caller, KIND, "running", "{}");
        Api.Answer asked = post("/tasks/" + running + "/cancel", null).expect(200);
        assertEquals("running true", asked.at("/state") + " " + asked.at("/cancelling"));
        assertEquals(1L, cancellations(running));
        post("/tasks/" + running + "/cancel", null).expect(200);
        post("/tasks/" + ready + "/cancel", null).expect(409, "task_state");
    }

    @Test
    void whatRunsInATransactionIsAskedWithoutWaitingForItsEnd() {
        UUID ready = tasks.task(caller, KIND, "ready", "{}");
        fixtures.in(caller, tx -> {
            tx.list(UUID.class, "select id from tasks.tasks where company_id = ? and id = ? for update", tx.company(), ready);
            assertEquals("true", post("/tasks/" + ready + "/cancel", null).expect(200).at("/cancelling"));
            return null;
        });
        assertEquals("ready 1", tasks.state(caller, ready) + " " + cancellations(ready));
        fixtures.in(caller, tx -> {
            tx.write("update tasks.tasks set state = 'cancelled', ended_at = now() where company_id = ? and id = ?", tx.company(), ready);
            return null;
        });
        post("/tasks/" + ready + "/retry", SAME).expect(200);
        assertEquals(0L, cancellations(ready), "who retries it does not want it cancelled any more");
    }

    @Test
    void steersManyAtOnceAndSaysHowManyAreLeft() {
        String other = tasks.kind(caller, "seal-ledger");
        for (int i = 0; i < 3; i++) {
            tasks.task(caller, KIND, "dead", "{}");
        }
        UUID kept = tasks.task(caller, other, "dead", "{}");
        fixtures.in(caller, tx -> {
            tx.write("insert into tasks.cancellations (company_id, task_id) select company_id, id from tasks.tasks where company_id = ?",
                    tx.company());
            return null;
        });
        assertEquals("3 0", many("retry", "kind:deliver-mail"));
        assertEquals(1, fixtures.in(caller, tx -> tx.list(UUID.class,
                "select task_id from tasks.cancellations where company_id = ?", tx.company())).size(), "what is retried is wanted again");
        assertEquals("3 0", many("cancel", "-kind:seal-ledger"));
        assertEquals("1 0", many("discard", ""));
        assertEquals("cancelled", tasks.state(caller, kept));
        assertEquals("0 0", many("retry", ""));
        assertEquals(List.of("discard"), actions(kept.toString()));
        fixtures.in(caller, tx -> {
            tx.write("""
                    insert into tasks.tasks (company_id, id, kind, queue, state, priority, due_at, rank, args)
                    select ?, uuidv7(), 'deliver-mail', 'deliver-mail', 'ready', 5, now(), now(), '{}' from generate_series(1, 1500)""",
                    tx.company());
            return null;
        });
        assertEquals("1000 500", many("cancel", "state:ready"));
        assertEquals("500 0", many("cancel", "state:ready"));
        post("/tasks/cancel", "{\"search\": \"(\"}").expect(400, "invalid_parameter");
    }

    @Test
    void queuesAreSteeredByOperatorsOnly() {
        String queue = "q" + UUID.randomUUID().toString().substring(0, 8);
        tasks.kind(caller, queue);
        post("/task-queues/" + queue + "/pause", null).expect(403, "operators_only");
        Api.Answer paused = api.as(operator).post("/api/v1/task-queues/" + queue + "/pause", null).expect(200);
        assertEquals("true \"2\"", paused.at("/paused") + " " + paused.header("ETag"));
        assertEquals("2", api.as(operator).post("/api/v1/task-queues/" + queue + "/pause", null).expect(200).at("/version"));
        assertEquals("false", api.as(operator).post("/api/v1/task-queues/" + queue + "/resume", null).expect(200).at("/paused"));
        String limits = "{\"ratePerMinute\": 60}";
        api.as(operator).patch("/api/v1/task-queues/" + queue, limits).expect(428, "if_match_missing");
        api.as(operator).patch("/api/v1/task-queues/" + queue, limits, "If-Match", "\"1\"").expect(412, "version_stale");
        Api.Answer limited = api.as(operator).patch("/api/v1/task-queues/" + queue, limits, "If-Match", "\"3\"").expect(200);
        assertEquals("60 ", limited.at("/ratePerMinute") + " " + limited.at("/concurrency"));
        api.as(operator).patch("/api/v1/task-queues/" + queue, "{\"concurrency\": 0}", "If-Match", "*").expect(422);
        api.as(caller).patch("/api/v1/task-queues/" + queue, limits, "If-Match", "*").expect(403, "operators_only");
        api.as(operator).post("/api/v1/task-queues/nowhere/pause", null).expect(404, "not_found");
        assertEquals("{limit,resume,pause}", fixtures.value(operator, String.class,
                "select array_agg(action order by id desc)::text from tasks.actions where company_id = ? and target = ?",
                operator.company(), "task-queues/" + queue));
    }

    @Test
    void schedulesChangeAndRunAtOnce() {
        String id = tasks.schedule(caller, "nightly", KIND, "0 3 * * *");
        Api.Answer changed = api.as(caller).patch("/api/v1/task-schedules/" + id, "{\"cron\": \"30 2 * * 1\"}", "If-Match", "\"1\"")
                .expect(200);
        assertTrue(changed.at("/nextAt").matches(".*T0[01]:30:00Z"), changed::toString);
        api.as(caller).patch("/api/v1/task-schedules/" + id, "{\"cron\": \"30 2 31 2 *\"}", "If-Match", "*").expect(422, "cron_format");
        api.as(caller).patch("/api/v1/task-schedules/" + id, "{\"cron\": \"hourly\"}", "If-Match", "*").expect(422, "cron_format");
        Api.Answer off = api.as(caller).patch("/api/v1/task-schedules/" + id, "{\"active\": false}", "If-Match", "\"2\"").expect(200);
        assertTrue(off.body().at("/nextAt").isMissingNode());
        Api.Answer run = post("/task-schedules/" + id + "/run", null).expect(200);
        assertEquals("nightly", fixtures.value(caller, String.class,
                "select schedule from tasks.tasks where company_id = ? and id = ?::uuid", caller.company(), run.at("/id")));
        post("/task-schedules/" + id + "/run", null).expect(409, "equal_task_is_open");
        post("/tasks/" + run.at("/id") + "/cancel", null).expect(200);
        api.as(operator).post("/api/v1/task-schedules/" + id + "/run", null).expect(404, "not_found");
        api.as(operator).post("/api/v1/task-schedules/" + id + "/run?company=" + caller.company(), null).expect(200);
        api.as(operator).post("/api/v1/task-schedules/" + id + "/run?company=all", null).expect(400, "invalid_parameter");
    }

    @Test
    void operatorsSteerTheTasksOfAllCompanies() {
        UUID dead = tasks.task(caller, KIND, "dead", "{}");
        String search = "{\"search\": \"id:" + dead + "\"}";
        api.as(fixtures.company()).post("/api/v1/tasks/retry?company=all", search).expect(403, "operators_only");
        assertEquals("1", api.as(operator).post("/api/v1/tasks/retry?company=all", search).expect(200).at("/changed"));
        api.as(operator).post("/api/v1/tasks/" + dead + "/cancel?company=" + caller.company(), null).expect(200);
        assertEquals("cancelled", tasks.state(caller, dead));
        assertEquals(List.of("cancel", "retry"), actions(dead.toString()));
    }

    private long cancellations(UUID task) {
        return fixtures.value(caller, Long.class, "select count(*) from tasks.cancellations where company_id = ? and task_id = ?",
                caller.company(), task);
    }

    private List<String> actions(String task) {
        return fixtures.in(caller, tx -> tx.list(String.class,
                "select action from tasks.actions where company_id = ? and target = ? order by id desc", tx.company(), "tasks/" + task));
    }

    private String many(String command, String search) {
        Api.Answer answer = post("/tasks/" + command, "{\"search\": \"" + search + "\"}").expect(200);
        return answer.at("/changed") + " " + answer.at("/left");
    }

    private Api.Answer post(String path, String body) {
        return api.as(caller).post("/api/v1" + path, body);
    }
}
