package erp.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.embedded.Processes;
import erp.security.Caller;
import erp.security.Permissions;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ERP's process and PostgreSQL are killed at random moments while clerks work. Whatever was acknowledged is there once, nothing is
 * half there, and nothing is there that was not asked for.
 */
class CrashTest {

    private static final long SEED = Long.getLong("crash.seed", 4);
    private static final int KILLS_OF_EACH = Integer.getInteger("crash.kills", 30);
    private static final int CLERKS = 6;
    private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(90);

    @TempDir
    Path database;
    @TempDir
    Path folder;

    private final Promises promises = new Promises();
    private final List<Clerk> clerks = new ArrayList<>();
    private final List<Future<Void>> shifts = new ArrayList<>();

    @Test
    @Timeout(600)
    void whatWasAcknowledgedSurvivesEveryCrashOnce() throws IOException, SQLException, InterruptedException, ExecutionException {
        say("seed %d (-Dcrash.seed), %d kills of each (-Dcrash.kills)", SEED, KILLS_OF_EACH);
        long start = System.nanoTime();
        Random random = new Random(SEED);
        AtomicBoolean office = new AtomicBoolean(true);
        try (Installation installation = Installation.start(database, folder);
                ExecutorService threads = Executors.newFixedThreadPool(CLERKS)) {
            try {
                Caller caller = company(installation, random);
                String token = installation.token(caller);
                for (int i = 0; i < CLERKS; i++) {
                    clerks.add(new Clerk(installation::uri, installation::printed, token, promises, new Random(random.nextLong())));
                }
                Shift.Goods goods = Shift.open(clerks.getFirst());
                installation.startAgain();
                try (Audit audit = new Audit(installation.settings(), caller)) {
                    for (Clerk clerk : clerks) {
                        shifts.add(threads.submit(new Shift(clerk, goods, clerk == clerks.getFirst(), office,
                                new Random(random.nextLong()))));
                    }
                    crash(installation, audit, random, start);
                    office.set(false);
                    for (Future<Void> shift : shifts) {
                        shift.get();
                    }
                    say("%d ms: %d operations acknowledged; %s", millis(start), promises.count(), promises.others());
                    check(audit);
                    replay(threads);
                    check(audit);
                }
            } finally {
                office.set(false);
                threads.shutdownNow();
                clerks.forEach(Clerk::close);
            }
        }
        say("%d ms: everything is there once", millis(start));
    }

    private Caller company(Installation installation, Random random) throws IOException, InterruptedException {
        UUID user = new UUID(random.nextLong(), random.nextLong());
        Caller operator = new Caller(user, 0, List.of(), Locale.ENGLISH, true);
        try (Clerk founder = new Clerk(installation::uri, installation::printed, installation.token(operator), new Promises(), random)) {
            return new Caller(user, Shift.company(founder), List.of(Permissions.ADMINISTRATOR), Locale.ENGLISH, false);
        }
    }

    private void crash(Installation installation, Audit audit, Random random, long start) throws InterruptedException, ExecutionException {
        List<Boolean> kills = new ArrayList<>(Collections.nCopies(KILLS_OF_EACH, true));
        kills.addAll(Collections.nCopies(KILLS_OF_EACH, false));
        Collections.shuffle(kills, random);
        for (int i = 0; i < kills.size(); i++) {
            awaitAnswers(installation, 5 + random.nextInt(30));
            LockSupport.parkNanos(random.nextInt(50_000_000));
            long pid = installation.pid();
            int before = promises.count();
            long at = millis(start);
            if (kills.get(i)) {
                installation.killErp();
            } else {
                installation.killPostgres();
                assertEquals(pid, installation.pid(), "the ERP outlives PostgreSQL's crash");
            }
            assertEquals(List.of(), audit.broken(), "after kill " + i);
            say("%d ms: kill %d, %s, after %d operations", at, i + 1, kills.get(i) ? "ERP" : "PostgreSQL", before);
        }
        awaitAnswers(installation, 10);
    }

    /** Waits until so many more operations were acknowledged: first the ERP has recovered, then it is under load. */
    private void awaitAnswers(Installation installation, int more) throws InterruptedException, ExecutionException {
        int wanted = promises.count() + more;
        try {
            Processes.await(more + " more answers", RECOVERY_LIMIT,
                    () -> promises.count() >= wanted || shifts.stream().anyMatch(Future::isDone));
        } catch (IllegalStateException e) {
            throw new AssertionError(e.getMessage() + "; " + promises.others() + "; the ERP printed:\n" + installation.printed(), e);
        }
        for (Future<Void> shift : shifts) {
            if (shift.isDone()) {
                shift.get();
            }
        }
    }

    private void check(Audit audit) {
        assertEquals(List.of(), audit.broken());
        List<String> differences = audit.differences(promises.all());
        assertTrue(differences.isEmpty(), () -> differences.size() + " differences:\n"
                + String.join("\n", differences.subList(0, Math.min(20, differences.size()))));
        assertTrue(audit.sealed() > 0, "something was sealed");
    }

    /** Every acknowledged request is sent again: it gets the same bytes, and does nothing more. */
    private void replay(ExecutorService threads) throws InterruptedException, ExecutionException {
        List<Promise> all = List.copyOf(promises.all());
        List<Future<Void>> parts = new ArrayList<>();
        for (int i = 0; i < CLERKS; i++) {
            int part = i;
            parts.add(threads.submit(() -> {
                for (int n = part; n < all.size(); n += CLERKS) {
                    replay(clerks.get(part), all.get(n));
                }
                return null;
            }));
        }
        for (Future<Void> part : parts) {
            part.get();
        }
    }

    private static void replay(Clerk clerk, Promise promise) throws InterruptedException {
        HttpResponse<byte[]> answer = clerk.send(promise.request());
        String text = promise.request().address() + " -> " + new String(answer.body(), StandardCharsets.UTF_8);
        assertEquals(promise.status(), answer.statusCode(), text);
        assertEquals("true", answer.headers().firstValue("Idempotency-Replayed").orElse("no"), text);
        assertArrayEquals(promise.answer(), answer.body(), text);
    }

    private static long millis(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    private static void say(String text, Object... args) {
        System.out.println("crash test: " + String.format(Locale.ROOT, text, args));
    }
}
