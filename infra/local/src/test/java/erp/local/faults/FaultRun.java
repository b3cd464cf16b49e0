package erp.local.faults;

import erp.embedded.Processes;
import erp.local.TaskInstallation;
import erp.tasks.Window;
import erp.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Tasks are wanted in many transactions while workers, dispatchers, Redis and PostgreSQL are killed, stopped and robbed at random, from a
 * seed. At the end each task that was committed must have happened once, and no other.
 *
 * @param faults which, in their order
 * @param tasks  how many
 * @param mutant a way to break the engine, by its name; empty for the engine as it is
 */
record FaultRun(List<Fault> faults, int tasks, long seed, String mutant) {

    /** The goal for a task that a worker had when it was killed, in 99 of 100 cases. */
    static final Duration RECOVERY = Duration.ofSeconds(15);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int WORKERS = 3;
    private static final int DISPATCHERS = 2;
    /** In the mean, between two faults. */
    private static final Duration PAUSE = Duration.ofMillis(4000);
    /** Three times the lease of a task that runs outside of a transaction, and longer than any transaction may live. */
    private static final Duration STOPPED = Duration.ofSeconds(30);
    private static final int LATER_COMMITS = 1_000;
    private static final List<String> QUEUES = List.of("test-effect", "test-batch", "test-outside");

    /**
     * What came of it.
     *
     * @param recoveries how long tasks that a killed worker had took until they were done, sorted
     * @param quiet      how long after the last fault, or the last task that was wanted, nothing was open any more
     */
    record Outcome(Tally tally, Map<Fault, Integer> injected, List<Duration> recoveries, Duration quiet, List<String> ended, String clerks,
                   List<String> stuck) {

        boolean holds() {
            return tally.holds() && ended.isEmpty() && recovers();
        }

        /** Of a few workers that are killed at random none may have had anything; of many, that would say that nothing was measured. */
        private boolean recovers() {
            return recoveries.isEmpty() ? injected.getOrDefault(Fault.WORKER_KILLED, 0) < 5 : recovery(0.99).compareTo(RECOVERY) <= 0;
        }

        Duration recovery(double part) {
            return recoveries.isEmpty() ? Duration.ZERO
                    : recoveries.get(Math.min(recoveries.size() - 1, (int) Math.ceil(part * recoveries.size()) - 1));
        }
    }

    Outcome run(Path database, Path folder) throws IOException, SQLException, InterruptedException, ExecutionException {
        Random random = new Random(seed);
        try (TaskInstallation installation = TaskInstallation.start(database, folder); Counter outside = new Counter()) {
            installation.execute(Tally.SCHEMA);
            warmUp(installation, outside);
            try (Clerks clerks = new Clerks(installation.settings());
                    Crew workers = new Crew(WORKERS, installation, () -> worker(installation, outside));
                    Crew dispatchers = new Crew(DISPATCHERS, installation, () -> dispatcher(installation))) {
                awaitWorkers(installation);
                clerks.holdAcross(Math.min(LATER_COMMITS, tasks / 4), random);
                say(System.nanoTime(), "%s", clerks);
                return new Course(installation, outside, clerks, workers, dispatchers, random).run();
            }
        }
    }

    /** The first start leaves what makes the later ones fast. */
    private void warmUp(TaskInstallation installation, Counter outside) {
        try (ServerProcess first = worker(installation, outside).start()) {
            awaitWorkers(installation);
            first.terminate(LIMIT);
        }
    }

    private ServerProcess worker(TaskInstallation installation, Counter outside) {
        return installation.worker().property(Effects.OUTSIDE, outside.uri().toString()).property("faults.mutant", mutant);
    }

    private ServerProcess dispatcher(TaskInstallation installation) {
        return installation.dispatcher().property("faults.mutant", mutant);
    }

    /** What a mutant has not done by then it would never do. */
    private Duration patience() {
        return mutant.isEmpty() ? LIMIT : Duration.ofSeconds(20);
    }

    private static void awaitWorkers(TaskInstallation installation) {
        Processes.await("workers", LIMIT, () -> {
            try {
                return Tally.count(installation, "select count(*) from tasks.workers where seen_at > now() - interval '5 seconds'") > 0;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void say(long start, String text, Object... args) {
        System.out.printf(Locale.ROOT, "faults %4d s: %s%n", Duration.ofNanos(System.nanoTime() - start).toSeconds(),
                String.format(Locale.ROOT, text, args));
    }

    /** One run, while it goes on. */
    private final class Course {

        private final long start = System.nanoTime();
        private final TaskInstallation installation;
        private final Counter outside;
        private final Clerks clerks;
        private final Crew workers;
        private final Crew dispatchers;
        private final Random random;
        private final Map<Fault, Integer> injected = new EnumMap<>(Fault.class);
        /** When the worker that had a task was killed. */
        private final Map<UUID, Instant> orphaned = new LinkedHashMap<>();

        Course(TaskInstallation installation, Counter outside, Clerks clerks, Crew workers, Crew dispatchers, Random random) {
            this.installation = installation;
            this.outside = outside;
            this.clerks = clerks;
            this.workers = workers;
            this.dispatchers = dispatchers;
            this.random = random;
        }

        Outcome run() throws IOException, SQLException, InterruptedException, ExecutionException {
            List<String> ended = new ArrayList<>();
            // A fault takes a moment itself: tasks are wanted until the last one.
            clerks.start(tasks, (int) Math.ceil(0.88 * (tasks - clerks.wanted()) / (faults.size() * PAUSE.toMillis() / 1000.0)), random);
            int number = 0;
            for (Fault fault : faults) {
                LockSupport.parkNanos(PAUSE.toNanos() / 2 + random.nextLong(PAUSE.toNanos()));
                ended.addAll(workers.ended());
                ended.addAll(dispatchers.ended());
                String what = inject(fault);
                say(start, "fault %d of %d: %s; %,d tasks wanted, %,d open", ++number, faults.size(), what, clerks.wanted(),
                        Tally.open(installation));
            }
            clerks.await();
            Duration quiet = awaitQuiet();
            workers.awaitAll();
            dispatchers.awaitAll();
            ended.addAll(workers.ended());
            ended.addAll(dispatchers.ended());
            Outcome outcome = new Outcome(Tally.of(installation, outside.told()), injected, recoveries(), quiet, ended, clerks.toString(),
                    Tally.stuck(installation));
            if (!outcome.holds()) {
                say(start, "the workers printed last:%n%s%nthe dispatchers:%n%s", workers.printed(), dispatchers.printed());
            }
            return outcome;
        }

        private String inject(Fault fault) throws IOException, SQLException {
            return switch (fault) {
                case WORKER_KILLED -> killWorker();
                case WORKER_STOPPED -> {
                    Crew.Member one = workers.pick(random);
                    yield workers.stop(one, STOPPED) ? count(fault, "worker stopped for " + STOPPED.toSeconds() + " s") : killWorker();
                }
                case DISPATCHER_KILLED -> killDispatcher();
                case DISPATCHER_STOPPED -> {
                    Crew.Member one = dispatchers.pick(random);
                    yield dispatchers.stop(one, STOPPED) ? count(fault, "dispatcher stopped for " + STOPPED.toSeconds() + " s")
                            : killDispatcher();
                }
                case REDIS_FLUSHED -> {
                    installation.flushRedis();
                    yield count(fault, "Redis emptied");
                }
                case REDIS_CUT -> count(fault, "Redis killed, %,d bytes of its last second cut off".formatted(installation.cutRedis()));
                case POSTGRES_STOPPED -> {
                    installation.crashPostgres();
                    yield count(fault, "PostgreSQL shut down immediately");
                }
            };
        }

        private String count(Fault fault, String text) {
            injected.merge(fault, 1, Integer::sum);
            return text;
        }

        private String killDispatcher() {
            dispatchers.kill(dispatchers.pick(random), () -> { });
            return count(Fault.DISPATCHER_KILLED, "dispatcher killed");
        }

        private String killWorker() throws SQLException {
            Crew.Member one = workers.pick(random);
            List<UUID> held = new ArrayList<>();
            String name = one.pid() + "@";
            workers.kill(one, () -> QUEUES.forEach(queue -> clerks.bean(Window.class).holders(queue).forEach((member, worker) -> {
                if (worker.startsWith(name)) {
                    held.add(UUID.fromString(member.substring(member.indexOf(' ') + 1)));
                }
            })));
            Instant now = Instant.now();
            held.forEach(id -> orphaned.put(id, now));
            return count(Fault.WORKER_KILLED, "worker killed that had " + held.size() + " tasks");
        }

        /** Waits until nothing is open, as long as it becomes less. */
        private Duration awaitQuiet() throws SQLException {
            long end = System.nanoTime();
            long progress = end;
            long told = end;
            long least = Tally.open(installation);
            while (least > 0 && System.nanoTime() - progress < patience().toNanos()) {
                LockSupport.parkNanos(200_000_000);
                long open = Tally.open(installation);
                if (open < least) {
                    least = open;
                    progress = System.nanoTime();
                }
                if (System.nanoTime() - told > Duration.ofSeconds(5).toNanos()) {
                    told = System.nanoTime();
                    say(start, "%,d tasks open", open);
                }
            }
            return Duration.ofNanos(System.nanoTime() - end);
        }

        private List<Duration> recoveries() throws SQLException {
            List<Duration> recoveries = new ArrayList<>();
            try (Connection connection = installation.superuser(); Statement statement = connection.createStatement()) {
                statement.execute("create temporary table orphaned (id uuid primary key, at timestamptz not null)");
                try (PreparedStatement insert = connection.prepareStatement("insert into orphaned values (?, ?::timestamptz)")) {
                    for (Map.Entry<UUID, Instant> orphan : orphaned.entrySet()) {
                        insert.setObject(1, orphan.getKey());
                        insert.setString(2, orphan.getValue().toString());
                        insert.addBatch();
                    }
                    insert.executeBatch();
                }
                try (ResultSet found = statement.executeQuery("""
                        select (extract(epoch from t.ended_at - o.at) * 1000)::bigint from orphaned o join tasks.tasks t using (id)
                         where t.ended_at > o.at order by 1""")) {
                    while (found.next()) {
                        recoveries.add(Duration.ofMillis(found.getLong(1)));
                    }
                }
            }
            return recoveries;
        }
    }
}
