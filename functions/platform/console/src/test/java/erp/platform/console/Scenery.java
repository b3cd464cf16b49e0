package erp.platform.console;

import erp.security.Caller;
import erp.security.Permissions;
import erp.testing.Fixtures;
import erp.testing.TaskFixtures;
import java.util.UUID;

/**
 * A company with tasks as they may be on a weekday.
 *
 * @param caller its administrator, who operates the installation too
 * @param login  with {@link #PASSWORD}
 */
record Scenery(Fixtures fixtures, TaskFixtures tasks, Caller caller, String login, UUID failed) {

    static final String PASSWORD = "correct horse battery staple";

    static Scenery of(Fixtures fixtures, TaskFixtures tasks) {
        Caller company = fixtures.company();
        String login = UUID.randomUUID().toString().substring(0, 8) + "@example.test";
        Caller caller = fixtures.join(company, fixtures.user(login, PASSWORD, true), Permissions.ADMINISTRATOR);
        tasks.kind(caller, "deliver-mail", "to", "subject", "documentId");
        tasks.kind(caller, "render-document", "documentId", "language");
        tasks.kind(caller, "deliver-webhook", "url", "event");
        tasks.kind(caller, "seal-ledger");
        tasks.schedule(caller, "seal-ledger", "seal-ledger", "30 2 * * *");
        tasks.schedule(caller, "deliver-mail", "deliver-mail", "*/10 6-20 * * 1-5");
        tasks.worker(caller, "deliver-mail-7d9f-x2x4p", 1, "deliver-mail");
        tasks.worker(caller, "local-4711", 2, "render-document", "deliver-webhook", "seal-ledger");
        tasks.worker(caller, "deliver-webhook-55c-9qk2", 300, "deliver-webhook");
        fixtures.in(caller, tx -> {
            tx.write("""
                    insert into tasks.tasks (company_id, id, kind, queue, state, priority, due_at, rank, args, document,
                                             recorded_at, started_at, ended_at, attempts, worker, result)
                    select ?, uuidv7(-started), kind, kind, 'done', 5, now() - started - wait, now() - started - wait,
                           jsonb_build_object('documentId', gen_random_uuid(), 'language', 'de'), 'sales-invoices/' || gen_random_uuid(),
                           now() - started - wait, now() - started, now() - started + took, 1, 'local-4711', '{"pages": 2}'
                      from (select interval '1 second' * (n * 9 % 3600) - interval '0.3 second' * (n % 7) as started,
                                   interval '1 millisecond' * (20 + n * 37 % 400) as wait,
                                   interval '1 millisecond' * (80 + n * 53 % 900) as took,
                                   (array['render-document', 'deliver-mail', 'deliver-webhook'])[n % 3 + 1] as kind
                              from generate_series(1, 700) as n) made where started > interval '2 seconds'""", tx.company());
            return null;
        });
        UUID failed = tasks.task(caller, "deliver-mail", "dead", """
                {"to": "buchhaltung@kunde.example", "subject": "Ihre Rechnung RE-2026-00417",
                 "documentId": "0193a5b0-7c00-7000-8000-000000000417"}""");
        UUID next = tasks.task(caller, "deliver-webhook", "waiting",
                "{\"url\": \"https://shop.example/hooks\", \"event\": \"invoice.sent\"}");
        tasks.follows(caller, tasks.task(caller, "render-document", "done", "{\"documentId\": \"417\"}"), failed);
        tasks.follows(caller, failed, next);
        tasks.task(caller, "deliver-webhook", "dead", "{\"url\": \"https://shop.example/hooks\", \"event\": \"order.placed\"}");
        tasks.task(caller, "deliver-mail", "running", "{\"to\": \"einkauf@kunde.example\", \"subject\": \"Mahnung\"}");
        tasks.task(caller, "deliver-mail", "delayed", "{\"to\": \"kim@kunde.example\"}");
        tasks.task(caller, "render-document", "ready", "{\"documentId\": \"418\", \"language\": \"en\"}");
        fixtures.in(caller, tx -> {
            tx.write("""
                    update tasks.tasks set recorded_at = now() - interval '4 minutes', started_at = now() - interval '60 seconds',
                           ended_at = now() - interval '45 seconds' where company_id = ? and id = ?""", tx.company(), failed);
            for (int attempt = 1; attempt <= 3; attempt++) {
                tx.write("""
                        insert into tasks.attempts (company_id, task_id, attempt, outcome, worker, started_at, ended_at, error_code, error,
                                                    trace)
                        values (?, ?, ?, ?, 'deliver-mail-7d9f-x2x4p', now() - make_interval(secs => ?), now() - make_interval(secs => ?),
                                'MailException', '451 4.3.0 Temporary failure', ?)""", tx.company(), failed, attempt,
                        attempt == 3 ? "refused" : "failed", 235 - attempt * 55, 222 - attempt * 55,
                        "erp.documents.MailException: 451 4.3.0 Temporary failure\n\tat erp.documents.delivermail.Smtp.send(Smtp.java:81)");
            }
            tx.write("""
                    insert into tasks.actions (company_id, id, action, target) values (?, uuidv7(), 'retry', ?)""", tx.company(),
                    "tasks/" + failed);
            return null;
        });
        return new Scenery(fixtures, tasks, caller, login, failed);
    }
}
