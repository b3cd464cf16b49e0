package erp.local.taskbench;

import erp.embedded.Processes;
import erp.local.TaskInstallation;
import erp.local.bench.Machine;
import erp.security.Caller;
import erp.tasks.Tasks;
import erp.tasks.Wish;
import erp.testing.Fixtures;
import erp.testing.ServerProcess;
import erp.work.Work;
import io.micronaut.context.ApplicationContext;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
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
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The engine as it is measured: a worker and a dispatcher in processes of their own, and clerks who want tasks in this one. */
final class Engine implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int CLERKS = 4;

    private final TaskInstallation installation;
    private final ApplicationContext context;
    private final Connection superuser;
    private final Work work;
    private final Tasks tasks;
    private final Caller company;
    private final Caller other;
    private final ServerProcess dispatcher;
    private final List<ServerProcess> workers = new ArrayList<>();

    Engine(TaskInstallation installation) throws SQLException {
        this.installation = installation;
        installation.execute("""
                create schema bench;
                create table bench.rows (company_id integer not null, number integer not null);
                grant usage on schema bench to erp_task; grant insert on bench.rows to erp_task""");
        superuser = installation.superuser();
        number("select 1 from set_config('enable_seqscan', 'off', false)");
        context = ApplicationContext.builder().properties(installation.settings()).start();
        work = context.getBean(Work.class);
        tasks = context.getBean(Tasks.class);
        company = context.getBean(Fixtures.class).company();
        other = context.getBean(Fixtures.class).company();
        try (ServerProcess first = worker().start()) {
            awaitWorkers(1);
            first.terminate(LIMIT);
        }
        dispatcher = measured(installation.dispatcher()).start();
        addWorker();
    }

    private static ServerProcess measured(ServerProcess process) {
        return process.jvmOption("-XX:TieredStopAtLevel=4").environment("ERP_LOG_LEVEL", "info");
    }

    private ServerProcess worker() {
        return measured(installation.worker()).property(Loads.HERE, "true");
    }

    /** Starts one more worker, and waits until it works. */
    void addWorker() {
        workers.add(worker().start());
        awaitWorkers(workers.size());
    }

    /** A deployment of the next release: a worker is told to end, and is started again. */
    void restart(int number) {
        workers.get(number).terminate(LIMIT);
        workers.get(number).start();
        awaitWorkers(workers.size());
    }

    private void awaitWorkers(int count) {
        Processes.await("workers", LIMIT, () -> {
            LockSupport.parkNanos(50_000_000);
            return number("""
                    select count(*) from tasks.workers
                     where not draining and seen_at > clock_timestamp() - interval '3 seconds'""") >= count;
        });
    }

    /** What many tasks took from the first that was wanted to the last that was done, and the CPU that each of them cost, by process. */
    record Flood(double perSecond, Map<String, Double> cpu) {

        static Flood of(int count, double seconds, Map<String, Long> before, Map<String, Long> after) {
            Map<String, Double> cpu = new TreeMap<>();
            after.forEach((process, millis) -> cpu.put(process, (millis - before.get(process)) / (double) count));
            return new Flood(count / seconds, cpu);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%,.0f/s, CPU %.2f ms a task (%s)", perSecond,
                    cpu.values().stream().mapToDouble(Double::doubleValue).sum(), cpu.entrySet().stream()
                            .map(one -> String.format(Locale.ROOT, "%s %.2f", one.getKey(), one.getValue()))
                            .collect(Collectors.joining(", ")));
        }
    }

    /** Each is wanted in a transaction of its own. */
    Flood flood(int count, IntFunction<Record> task) throws InterruptedException, ExecutionException {
        Map<String, Long> before = cpuMillis();
        long start = number("select (extract(epoch from clock_timestamp()) * 1000)::bigint");
        each(count, (caller, number) -> work.run(caller, tx -> tasks.enqueue(tx, task.apply(number))));
        awaitDone();
        long end = number("select (extract(epoch from max(ended_at)) * 1000)::bigint from tasks.tasks");
        return Flood.of(count, (end - start) / 1000.0, before, cpuMillis());
    }

    private interface Deed {
        void does(Caller caller, int number);
    }

    private void each(int count, Deed deed) throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newFixedThreadPool(CLERKS)) {
            List<Future<?>> shares = new ArrayList<>();
            for (int clerk = 0; clerk < CLERKS; clerk++) {
                int first = clerk;
                shares.add(threads.submit(() -> {
                    for (int number = first; number < count; number += CLERKS) {
                        deed.does(company, number);
                    }
                }));
            }
            for (Future<?> share : shares) {
                share.get();
            }
        }
    }

    /** Wants so many tasks a second, one by one, for some seconds, also while something else is done. */
    Future<?> trickle(ExecutorService threads, int perSecond, int seconds, IntFunction<Record> task) {
        return threads.submit(() -> trickle(company, perSecond, seconds, task));
    }

    private void trickle(Caller caller, int perSecond, int seconds, IntFunction<Record> task) {
        long start = System.nanoTime();
        for (int i = 0; i < perSecond * seconds; i++) {
            int number = i;
            LockSupport.parkNanos(start + i * 1_000_000_000L / perSecond - System.nanoTime());
            work.run(caller, tx -> tasks.enqueue(tx, task.apply(number)));
        }
    }

    /** The same for the other company. */
    void trickleOther(int perSecond, int seconds, IntFunction<Record> task) {
        trickle(other, perSecond, seconds, task);
    }

    int otherCompany() {
        return other.company();
    }

    int company() {
        return company.company();
    }

    /** Wants many in few transactions. */
    void bulk(int from, int count, IntFunction<Record> task) {
        for (int next = from; next < from + count; next += 1_000) {
            int first = next;
            work.run(company, tx -> {
                tasks.enqueue(tx, IntStream.range(first, Math.min(first + 1_000, from + count)).mapToObj(task).map(Wish::of).toList());
                return null;
            });
        }
    }

    /** Waits until nothing is open. */
    void awaitDone() {
        Processes.await("the last task", LIMIT, () -> {
            LockSupport.parkNanos(50_000_000);
            // Each by an index of its own: counting all would cost more than the tasks do.
            return number("""
                    select count(*) from (values (1)) one where exists (select from tasks.tasks where state = 'ready')
                        or exists (select from tasks.tasks where state = 'running')
                        or exists (select from tasks.tasks where state = 'delayed')""") == 0;
        });
    }

    long open() {
        return number("select count(*) from tasks.tasks where state in ('waiting', 'delayed', 'ready', 'running')");
    }

    /** One number of a query, as the superuser. */
    long number(String sql) {
        try (Statement statement = superuser.createStatement(); ResultSet found = statement.executeQuery(sql)) {
            found.next();
            return found.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** How long tasks waited until they were begun, in milliseconds, sorted. */
    double[] waits(String where) throws SQLException {
        List<Double> waits = new ArrayList<>();
        try (Statement statement = superuser.createStatement(); ResultSet found = statement.executeQuery(
                        "select extract(epoch from started_at - recorded_at) * 1000 from tasks.tasks where " + where + " order by 1")) {
            while (found.next()) {
                waits.add(found.getDouble(1));
            }
        }
        return waits.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Forgets the tasks that have ended, so that each measurement begins with the same. */
    void clear() throws SQLException {
        installation.execute("truncate tasks.tasks, tasks.attempts, tasks.successors; truncate bench.rows");
    }

    private Map<String, Long> cpuMillis() {
        return Map.of("worker", workers.stream().mapToLong(worker -> Machine.cpuMillis(worker.pid())).sum(),
                "dispatcher", Machine.cpuMillis(dispatcher.pid()), "PostgreSQL", Machine.treeCpuMillis(installation.postgres().pid()),
                "Redis", Machine.cpuMillis(installation.redis().pid()));
    }

    /** Resident memory in MB. */
    String memory() {
        return "worker %d, dispatcher %d MB".formatted(Machine.memoryMb(workers.getFirst().pid()), Machine.memoryMb(dispatcher.pid()));
    }

    @Override
    public void close() throws SQLException {
        superuser.close();
        workers.forEach(ServerProcess::close);
        dispatcher.close();
        context.close();
    }
}
