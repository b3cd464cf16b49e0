package erp.local.taskbench;

import erp.embedded.Processes;
import erp.local.Options;
import erp.local.TaskInstallation;
import erp.local.bench.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures background tasks beside Celery in one run: on the same cores, in turn, each with a Redis that writes its log to disk every
 * second. Every task of the engine is committed in PostgreSQL when it is wanted and when it is done; Celery keeps nothing but Redis.
 */
public final class TaskBenchmark {

    private static final double LEAST_ALONE = 1.5;
    private static final double LEAST_IN_BATCHES = 3;
    private static final double MOST_WAIT_MILLIS = 250;
    private static final double MOST_DELAY_MILLIS = 2_000;
    private static final double FLAT = 0.10;
    private static final double MOST_BLOAT = 2;
    private static final int IDLE_PER_SECOND = 50;
    private static final int IDLE_SECONDS = 30;

    private final Options options;
    private final TaskInstallation installation;
    private final Engine engine;
    private final List<String> table = new ArrayList<>();
    private final List<String> missed = new ArrayList<>();

    private TaskBenchmark(Options options, TaskInstallation installation, Engine engine) {
        this.options = options;
        this.installation = installation;
        this.engine = engine;
    }

    public static void main(String[] args) throws IOException, SQLException, InterruptedException, ExecutionException {
        Options options = Options.of(args);
        Path database = Files.createTempDirectory("erp-taskbench-postgres");
        Path folder = Files.createTempDirectory("erp-taskbench");
        boolean reached;
        try (TaskInstallation installation = TaskInstallation.start(database, folder); Engine engine = new Engine(installation)) {
            TaskBenchmark benchmark = new TaskBenchmark(options, installation, engine);
            List<String> parts = List.of(options.text("parts", "speed,idle,fairness,restarts").split(","));
            if (parts.contains("speed") || parts.contains("idle")) {
                // Celery has a Redis of its own, and none of the engine's processes beside it works meanwhile.
                Path databaseOfPeer = Files.createTempDirectory("erp-taskbench-postgres");
                Path folderOfPeer = Files.createTempDirectory("erp-taskbench");
                try (TaskInstallation servers = TaskInstallation.start(databaseOfPeer, folderOfPeer);
                        Peer peer = new Peer(servers, folderOfPeer.resolve("celery"))) {
                    if (parts.contains("speed")) {
                        benchmark.speed(peer);
                    }
                    if (parts.contains("idle")) {
                        benchmark.idle(peer);
                    }
                }
                Processes.deleteTree(folderOfPeer);
                Processes.deleteTree(databaseOfPeer);
            }
            if (parts.contains("fairness")) {
                benchmark.fairness();
            }
            if (parts.contains("restarts")) {
                benchmark.restarts();
            }
            if (options.has("million")) {
                benchmark.million();
            }
            reached = benchmark.conclude();
        }
        Processes.deleteTree(folder);
        Processes.deleteTree(database);
        System.exit(reached ? 0 : 1);
    }

    private void speed(Peer peer) throws IOException, SQLException, InterruptedException, ExecutionException {
        int count = options.number("tasks", 20_000);
        // The compilers need some ten thousand tasks before they are done.
        for (int i = 0; i < 2; i++) {
            engine.flood(count, Loads.Nothing::new);
            engine.flood(count, Loads.Batched::new);
        }
        Map<String, List<Engine.Flood>> rounds = new TreeMap<>();
        for (int round = 1; round <= options.number("rounds", 3); round++) {
            engine.clear();
            keep(rounds, "alone", engine.flood(count, Loads.Nothing::new));
            keep(rounds, "with a row", engine.flood(count, number -> new Loads.Row(number, 0)));
            keep(rounds, "in batches", engine.flood(count, Loads.Batched::new));
            keep(rounds, "Celery", peer.flood(count));
        }
        Engine.Flood celery = median(rounds.get("Celery"));
        row("no-op tasks from the first wanted to the last done: Celery, 2 processes, acks_late", celery.toString(), "", true);
        ratio("each committed alone", median(rounds.get("alone")), celery, LEAST_ALONE);
        ratio("each committed alone with a row as its effect", median(rounds.get("with a row")), celery, 0);
        ratio("committed in batches", median(rounds.get("in batches")), celery, LEAST_IN_BATCHES);
    }

    private static void keep(Map<String, List<Engine.Flood>> rounds, String name, Engine.Flood flood) {
        System.out.printf("%-12s %s%n", name, flood);
        rounds.computeIfAbsent(name, _ -> new ArrayList<>()).add(flood);
    }

    private static Engine.Flood median(List<Engine.Flood> rounds) {
        return rounds.stream().sorted((a, b) -> Double.compare(a.perSecond(), b.perSecond())).toList().get(rounds.size() / 2);
    }

    private void ratio(String name, Engine.Flood own, Engine.Flood celery, double least) {
        double ratio = own.perSecond() / celery.perSecond();
        row("the engine, " + name, String.format(Locale.ROOT, "%.2f times Celery; %s", ratio, own), least == 0 ? "" : "≥ " + least,
                ratio >= least);
    }

    private void idle(Peer peer) throws IOException, SQLException, InterruptedException, ExecutionException {
        engine.clear();
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            engine.trickle(thread, IDLE_PER_SECOND, IDLE_SECONDS, Loads.Nothing::new).get();
        }
        engine.awaitDone();
        double[] own = engine.waits("true");
        double[] celery = peer.waits(IDLE_PER_SECOND, IDLE_SECONDS);
        row("wait at 50 a second, p50 / p99 / most: Celery", quantiles(celery), "", true);
        row("wait at 50 a second, p50 / p99 / most: the engine", quantiles(own), "p99 ≤ 250 ms", quantile(own, 0.99) <= MOST_WAIT_MILLIS);
    }

    private void fairness() throws SQLException {
        engine.clear();
        int count = options.number("crowd", 100_000);
        engine.bulk(0, count, Loads.Nothing::new);
        engine.trickleOther(5, 10, Loads.Nothing::new);
        long left = engine.open();
        engine.awaitDone();
        double[] waits = engine.waits("company_id = " + engine.otherCompany());
        row(String.format(Locale.ROOT, "wait of a company behind %,d tasks of another, of which %,d were left at the end, p50 / p99 / most",
                count, left), quantiles(waits), "most ≤ 2 s", left > 0 && quantile(waits, 1) <= MOST_DELAY_MILLIS);
    }

    private void restarts() throws SQLException, InterruptedException, ExecutionException {
        engine.clear();
        engine.addWorker();
        int restarts = options.number("restarts", 20);
        long start = System.nanoTime();
        int done = 0;
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            Future<?> load = engine.trickle(threads, 100, restarts * 6, number -> new Loads.Row(number, 20));
            while (!load.isDone() && done < restarts) {
                engine.restart(done++ % 2);
            }
            System.out.printf("%d restarts in %d s%n", done, (System.nanoTime() - start) / 1_000_000_000L);
            boolean loaded = !load.isDone();
            load.get();
            engine.awaitDone();
            double[] waits = engine.waits("true");
            row("wait at 100 a second during " + done + " restarts (SIGTERM) of two workers, p50 / p99 / most",
                    quantiles(waits) + (loaded ? "" : ", but the load ended before the restarts did"), "most ≤ 2 s",
                    loaded && quantile(waits, 1) <= MOST_DELAY_MILLIS && engine.number("select count(*) from tasks.attempts") == 0);
        }
    }

    private void million() throws SQLException {
        engine.clear();
        int total = options.number("many", 1_000_000);
        List<Long> memory = new ArrayList<>();
        for (int from = 0; from < total; from += total / 10) {
            for (int part = 0; part < 10; part++) {
                engine.bulk(from + part * (total / 100), total / 100, Loads.Batched::new);
                while (engine.open() > 20_000) {
                    LockSupport.parkNanos(100_000_000);
                }
            }
            engine.awaitDone();
            memory.add(Machine.memoryMb(installation.redis().pid()));
            System.out.printf(Locale.ROOT, "%,d tasks: Redis %d MB resident, %s; %s%n", from + total / 10, memory.getLast(),
                    installation.redis(redis -> redis.info("memory").lines().filter(line -> line.startsWith("used_memory_human"))
                            .findFirst().orElse("")), engine.memory());
        }
        double growth = memory.getLast() / (double) memory.getFirst() - 1;
        row(String.format(Locale.ROOT, "Redis after 100,000 and after %,d tasks", total), "%d and %d MB".formatted(memory.getFirst(),
                memory.getLast()), "± 10 %", Math.abs(growth) <= FLAT || memory.getLast() - memory.getFirst() <= 1);
        long before = engine.number("select pg_total_relation_size('tasks.tasks')");
        installation.execute("vacuum full tasks.tasks");
        long after = engine.number("select pg_total_relation_size('tasks.tasks')");
        row("table of tasks with its indexes, as it is and newly written", "%,d and %,d MB".formatted(before >> 20, after >> 20),
                "< 2 times", before < MOST_BLOAT * after);
    }

    private void row(String what, String measured, String limit, boolean reached) {
        table.add("| " + what + " | " + measured + " | " + limit + (reached ? "" : " **missed**") + " |");
        System.out.println(table.getLast());
        if (!reached) {
            missed.add(what + ": " + measured + ", not " + limit);
        }
    }

    private static String quantiles(double[] sorted) {
        return String.format(Locale.ROOT, "%.1f / %.1f / %.1f ms (%,d tasks)", quantile(sorted, 0.5), quantile(sorted, 0.99),
                quantile(sorted, 1), sorted.length);
    }

    private static double quantile(double[] sorted, double part) {
        return sorted[Math.clamp((int) Math.ceil(part * sorted.length) - 1, 0, sorted.length - 1)];
    }

    private boolean conclude() throws IOException {
        System.out.printf("%n| what | measured | limit |%n|---|---|---|%n%s%n%n%s%n", String.join("\n", table), Machine.name());
        missed.forEach(one -> System.out.println("Missed: " + one));
        return missed.isEmpty();
    }
}
