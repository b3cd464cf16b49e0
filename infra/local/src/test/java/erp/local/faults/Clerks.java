package erp.local.faults;

import erp.local.faults.Effects.Call;
import erp.local.faults.Effects.Effect;
import erp.local.faults.Effects.Small;
import erp.security.Caller;
import erp.tasks.Plan;
import erp.tasks.Tasks;
import erp.tasks.Wish;
import erp.testing.Fixtures;
import erp.work.Ids;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Work;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Want tasks in transactions, and write down in the same transaction which: so what is written down is exactly what must be done, also
 * where a clerk does not learn whether its transaction was committed.
 */
final class Clerks implements AutoCloseable {

    private static final int CLERKS = 4;
    private static final int COMPANIES = 3;
    /** The longest that a transaction is held open; none may live longer than 25 s. */
    private static final int HELD_SECONDS = 15;
    private static final int ATTEMPTS_TO_HOLD = 5;
    private static final int LONGEST_MILLIS = 100;

    private final ApplicationContext context;
    private final Work work;
    private final Tasks tasks;
    private final List<Caller> companies;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<Void>> shifts = new ArrayList<>();
    private final AtomicInteger commits = new AtomicInteger();
    private final AtomicInteger wanted = new AtomicInteger();
    private final AtomicInteger rolledBack = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger mostWhileHeld = new AtomicInteger();
    private volatile boolean open = true;

    Clerks(Map<String, Object> settings) {
        context = ApplicationContext.builder().properties(settings).start();
        work = context.getBean(Work.class);
        tasks = context.getBean(Tasks.class);
        Fixtures fixtures = context.getBean(Fixtures.class);
        companies = Stream.generate(fixtures::company).limit(COMPANIES).toList();
    }

    /** A part of the engine, as a process of the ERP has it. */
    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** So many tasks were committed, as far as the clerks know. */
    int wanted() {
        return wanted.get();
    }

    @Override
    public String toString() {
        return "%,d tasks in %,d transactions; %,d rolled back on purpose, %,d failed; held open across up to %,d later commits".formatted(
                wanted.get(), commits.get(), rolledBack.get(), failed.get(), mostWhileHeld.get());
    }

    /** Holds a transaction with a task open until so many later ones were committed. */
    void holdAcross(int later, Random random) throws InterruptedException, ExecutionException {
        for (int attempt = 1; mostWhileHeld.get() < later; attempt++) {
            if (attempt > ATTEMPTS_TO_HOLD) {
                throw new IllegalStateException("A transaction was held open across " + mostWhileHeld + " commits, not " + later);
            }
            Future<Void> held = submit(new Random(random.nextLong()), () -> false, own -> hold(own, later));
            for (int i = 0; i < CLERKS; i++) {
                submit(new Random(random.nextLong()), () -> !held.isDone(), own -> commit(own, tx -> singles(tx, own, 1)));
            }
            await();
        }
    }

    /**
     * Begins to work until so many tasks are wanted.
     *
     * @param perSecond how many at most, in the mean
     */
    void start(int tasksInAll, int perSecond, Random random) {
        long start = System.nanoTime();
        int before = wanted.get();
        BooleanSupplier more = () -> open && wanted.get() < tasksInAll;
        for (int i = 0; i < CLERKS; i++) {
            submit(new Random(random.nextLong()), more, own -> {
                while (wanted.get() - before > perSecond * (System.nanoTime() - start) / 1_000_000_000.0) {
                    LockSupport.parkNanos(2_000_000);
                }
                want(own);
            });
        }
        submit(new Random(random.nextLong()), more, own -> hold(own, Integer.MAX_VALUE));
    }

    /** Waits until they have ended. */
    void await() throws InterruptedException, ExecutionException {
        for (Future<Void> shift : shifts) {
            shift.get();
        }
        shifts.clear();
    }

    private interface Deed {
        void does(Random random);
    }

    private Future<Void> submit(Random random, BooleanSupplier more, Deed deed) {
        Future<Void> shift = threads.submit(() -> {
            do {
                try {
                    deed.does(random);
                } catch (Refusal unavailable) {
                    failed.incrementAndGet();
                    LockSupport.parkNanos(100_000_000);
                }
            } while (more.getAsBoolean());
            return null;
        });
        shifts.add(shift);
        return shift;
    }

    private void want(Random random) {
        switch (random.nextInt(20)) {
            case 0 -> rollBack(random);
            case 1 -> commit(random, tx -> chain(tx, random, 2 + random.nextInt(4)));
            case 2 -> commit(random, tx -> group(tx, random, 3 + random.nextInt(12)));
            case 3 -> commit(random, tx -> graph(tx, random, 4 + random.nextInt(26)));
            case 4 -> commit(random, tx -> delayed(tx, random));
            case 5, 6 -> commit(random, tx -> singles(tx, random, 1 + random.nextInt(30)));
            default -> commit(random, tx -> singles(tx, random, 1 + random.nextInt(3)));
        }
    }

    private interface Wants {
        List<Wanted> in(Tx tx);
    }

    /** A task that is wanted, and what it is written down as. */
    private record Wanted(UUID key, Wish wish) {
    }

    private void commit(Random random, Wants wants) {
        int count = work.run(company(random), tx -> wants.in(tx).size());
        commits.incrementAndGet();
        wanted.addAndGet(count);
    }

    private Caller company(Random random) {
        return companies.get(random.nextInt(COMPANIES));
    }

    /** The transaction changes its mind. */
    private void rollBack(Random random) {
        try {
            work.run(company(random), tx -> {
                List<Wanted> nothing = random.nextBoolean() ? singles(tx, random, 5) : chain(tx, random, 3);
                tx.list(Integer.class, "select 1");
                throw new ChangedMind(nothing.size());
            });
        } catch (ChangedMind mind) {
            rolledBack.addAndGet(mind.tasks);
        }
    }

    private static final class ChangedMind extends RuntimeException {

        private final int tasks;

        ChangedMind(int tasks) {
            super("on purpose", null, false, false);
            this.tasks = tasks;
        }
    }

    /** Holds a transaction open whose task is older than those of many later commits. */
    private void hold(Random random, int later) {
        long end = System.nanoTime() + Duration.ofSeconds(later < Integer.MAX_VALUE ? HELD_SECONDS + 5 : 1 + random.nextInt(HELD_SECONDS))
                .toNanos();
        int[] held = new int[1];
        commit(random, tx -> {
            List<Wanted> wants = List.of(unsaid(tx, random));
            tx.list(Integer.class, "select 1");
            int before = commits.get();
            while (open && commits.get() - before < later && System.nanoTime() < end) {
                LockSupport.parkNanos(10_000_000);
            }
            held[0] = commits.get() - before;
            return wants;
        });
        mostWhileHeld.accumulateAndGet(held[0], Math::max);
    }

    private List<Wanted> singles(Tx tx, Random random, int count) {
        return IntStream.range(0, count).mapToObj(_ -> random.nextInt(10) == 0 ? unsaid(tx, random) : single(tx, random)).toList();
    }

    private Wanted single(Tx tx, Random random) {
        int fate = random.nextInt(100);
        Wanted wanted = wanted(tx, random, fate < 4 ? Fate.FLAKY : fate < 6 ? Fate.REFUSED : Fate.DONE, 0);
        tasks.enqueue(tx, random.nextInt(3) == 0 ? wanted.wish.priority(random.nextInt(10)) : wanted.wish);
        return wanted;
    }

    /** As by a clerk who dies after the commit: a task with a time is not told to Redis, so the dispatcher has to find it. */
    private Wanted unsaid(Tx tx, Random random) {
        Wanted wanted = wanted(tx, random, Fate.DONE, 0);
        tasks.enqueue(tx, wanted.wish.at(tx.now()));
        return wanted;
    }

    private List<Wanted> delayed(Tx tx, Random random) {
        return IntStream.range(0, 3).mapToObj(_ -> {
            int seconds = 1 + random.nextInt(20);
            Wanted wanted = wanted(tx, random, Fate.DONE, seconds);
            tasks.enqueue(tx, wanted.wish.after(tx.now(), Duration.ofSeconds(seconds)));
            return wanted;
        }).toList();
    }

    private List<Wanted> chain(Tx tx, Random random, int length) {
        List<Wanted> steps = wanted(tx, random, length);
        IntStream.range(1, length).forEach(i -> edge(tx, steps.get(i - 1), steps.get(i)));
        tasks.enqueue(tx, Plan.chain(steps.stream().map(Wanted::wish).toList()));
        return steps;
    }

    /** The last one is the callback. */
    private List<Wanted> group(Tx tx, Random random, int size) {
        List<Wanted> members = wanted(tx, random, size);
        Wanted callback = wanted(tx, random, Fate.DONE, 0);
        members.forEach(member -> edge(tx, member, callback));
        tasks.enqueue(tx, Plan.group(members.stream().map(Wanted::wish).toList(), callback.wish));
        return Stream.concat(members.stream(), Stream.of(callback)).toList();
    }

    /** Each waits for up to three of those before it. */
    private List<Wanted> graph(Tx tx, Random random, int size) {
        List<Wanted> nodes = wanted(tx, random, size);
        Plan plan = new Plan();
        List<Plan.Step> steps = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int n = i;
            List<Integer> before = random.ints(Math.min(i, random.nextInt(4)), 0, Math.max(1, i)).distinct().boxed().toList();
            before.forEach(earlier -> edge(tx, nodes.get(earlier), nodes.get(n)));
            steps.add(plan.add(nodes.get(i).wish, before.stream().map(steps::get).toList()));
        }
        tasks.enqueue(tx, plan);
        return nodes;
    }

    private List<Wanted> wanted(Tx tx, Random random, int count) {
        return IntStream.range(0, count).mapToObj(_ -> wanted(tx, random, random.nextInt(20) == 0 ? Fate.FLAKY : Fate.DONE, 0)).toList();
    }

    private Wanted wanted(Tx tx, Random random, Fate fate, int delaySeconds) {
        UUID key = Ids.next();
        int millis = random.nextInt(LONGEST_MILLIS);
        Record args = switch (random.nextInt(10)) {
            case 0, 1 -> new Call(key, fate, millis);
            case 2, 3, 4 -> new Small(key, fate);
            default -> new Effect(key, fate, millis);
        };
        tx.write("insert into test.wanted (company_id, key, fate, due_at) values (?, ?, ?, now() + make_interval(secs => ?))",
                tx.company(), key, fate, delaySeconds);
        return new Wanted(key, Wish.of(args));
    }

    private static void edge(Tx tx, Wanted before, Wanted after) {
        tx.write("insert into test.edges (before, after) values (?, ?)", before.key, after.key);
    }

    @Override
    public void close() {
        open = false;
        threads.shutdownNow();
        context.close();
    }
}
