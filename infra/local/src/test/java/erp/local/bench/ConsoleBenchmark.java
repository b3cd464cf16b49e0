package erp.local.bench;

import erp.embedded.Processes;
import erp.local.Installation;
import erp.security.Caller;
import erp.security.Permissions;
import erp.testing.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** The console alone, over a million tasks: how long its pages take, and how much memory it has in the end. */
public final class ConsoleBenchmark {

    private static final int TASKS = Integer.getInteger("bench.tasks", 1_000_000);
    private static final int TIMES = 200;
    private static final int GOAL_MILLIS = 300;
    private static final int GOAL_MB = 256;
    private static final String FILL = """
            insert into tasks.queues (queue) select 'queue-' || n from generate_series(0, 9) as n on conflict do nothing;
            insert into tasks.tasks (company_id, id, kind, queue, state, priority, due_at, rank, args, document, recorded_at, started_at,
                                     ended_at, attempts, worker, error_code, error, recorded_by)
            select case when n %% 3 = 0 then 1 else n %% 40 + 2 end, uuidv7(-age), 'queue-' || n %% 10, 'queue-' || n %% 10, state, 5,
                   now() - age, now() - age - interval '50 minutes', jsonb_build_object('documentId', md5(n::text), 'language', 'de'),
                   'sales-invoices/' || md5(n::text)::uuid, now() - age, case when state in ('done', 'dead') then now() - age end,
                   case when state in ('done', 'dead') then now() - age + interval '200 milliseconds' end, 1, 'worker-1',
                   case when state = 'dead' then 'mail_refused' end, case when state = 'dead' then 'The mailbox is full' end,
                   '00000000-0000-7000-8000-000000000002'
              from (select n, interval '1 second' * (%1$d - n) * 86400 * 7 / %1$d as age,
                           case when n %% 500 = 7 then 'dead' when n %% 100 = 9 then 'delayed' when n > %1$d - 20000 then 'ready'
                                else 'done' end as state
                      from generate_series(1, %1$d) as n) made;
            insert into tasks.workers (id, queues, slots, version)
            select 'worker-' || n, array['queue-' || n], 8, '1' from generate_series(0, 9) as n;
            vacuum analyze tasks.tasks""".formatted(TASKS);

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String address;
    private final String cookie;
    private boolean missed;

    private ConsoleBenchmark(String address, String cookie) {
        this.address = address;
        this.cookie = cookie;
    }

    public static void main(String[] args) throws IOException, SQLException, InterruptedException {
        Path module = Path.of("../../functions/platform/console");
        String classPath = module.resolve("target/classes").toAbsolutePath().normalize() + ":"
                + Files.readString(module.resolve("target/runtime.classpath"));
        try (Installation installation = Installation.start(Files.createTempDirectory("erp-bench-postgres"),
                Files.createTempDirectory("erp-bench"), "-Xmx160m", "-Derp.tasks.work=false")) {
            Ground.prepare(installation);
            try (Connection connection = Ground.superuser(installation); Statement statement = connection.createStatement()) {
                for (String part : FILL.split(";\n")) {
                    statement.execute(part);
                }
            }
            int port = Processes.freePort();
            Caller operator = new Caller(new UUID(0, 2), 1, List.of(Permissions.ADMINISTRATOR), Locale.ENGLISH, true);
            try (ServerProcess console = installation.process(classPath, port).start()) {
                console.awaitHttp(URI.create("http://127.0.0.1:" + port + "/health/readiness"), Duration.ofMinutes(1));
                ConsoleBenchmark benchmark = new ConsoleBenchmark("http://127.0.0.1:" + port + "/console",
                        "erp_access=" + installation.token(operator));
                System.out.printf("%n%,d tasks, %s%n", TASKS, Machine.name());
                benchmark.run();
                long memory = Machine.memoryMb(console.pid());
                System.out.printf("memory of the console's process: %d MB (goal: at most %d)%n", memory, GOAL_MB);
                if (benchmark.missed || memory > GOAL_MB) {
                    System.out.println("A goal is missed.");
                    System.exit(1);
                }
            }
        }
    }

    private void run() throws IOException, InterruptedException {
        measure("first page, one company", "/tasks", "", GOAL_MILLIS);
        measure("first page, all companies", "/tasks", "erp_companies=all", GOAL_MILLIS);
        measure("failed, all companies", "/tasks?q=" + url("state:dead"), "erp_companies=all", GOAL_MILLIS);
        measure("a kind without the failed", "/tasks?q=" + url("kind:queue-7 -state:dead"), "erp_companies=all", GOAL_MILLIS);
        measure("overview, all companies", "", "erp_companies=all", Integer.MAX_VALUE);
        measure("queues, all companies", "/queues", "erp_companies=all", Integer.MAX_VALUE);
        measure("a word that stands nowhere", "/tasks?q=nowhere", "", Integer.MAX_VALUE);
    }

    private void measure(String what, String path, String more, int goal) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path)).header("Cookie", cookie + "; " + more).build();
        int times = goal == Integer.MAX_VALUE ? TIMES / 10 : TIMES;
        List<Long> micros = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            long begin = System.nanoTime();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            micros.add((System.nanoTime() - begin) / 1_000);
            if (answer.statusCode() != 200 || !answer.body().contains("<h1>")) {
                throw new IOException(answer.statusCode() + " " + answer.body());
            }
        }
        micros.sort(null);
        long p95 = micros.get(times * 95 / 100) / 1_000;
        missed |= p95 > goal;
        System.out.printf("%-28s p50 %,5d ms, p95 %,5d ms%s%n", what, micros.get(times / 2) / 1_000, p95,
                goal == Integer.MAX_VALUE ? "" : " (goal: " + goal + " ms)");
    }

    private static String url(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
