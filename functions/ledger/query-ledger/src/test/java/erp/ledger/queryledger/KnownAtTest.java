package erp.ledger.queryledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.company.Companies;
import erp.company.Company;
import erp.embedded.Processes;
import erp.ledger.Entry;
import erp.ledger.Journal;
import erp.ledger.Period;
import erp.money.Money;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.Tampering;
import erp.testing.TestConfiguration;
import erp.web.AsOf;
import erp.work.Ids;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.WorkCode;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What was known at a time stays the same, byte for byte, whatever is posted later for dates before it. */
@MicronautTest(transactional = false)
class KnownAtTest {

    private static final LocalDate FROM = LocalDate.of(2024, 1, 1);
    private static final String[] ACCOUNTS = {"1800", "6310", "4400", "2900", "3500", "1406"};

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;

    @Test
    void anOldReportStaysTheSameByteForByte() throws Exception {
        Caller caller = fixtures.company();
        Random random = new Random(7);
        fixtures.in(caller, tx -> post(tx, random, 200));
        // Let an hour pass.
        Tampering.with("update ledger.entries set recorded_at = recorded_at - interval '1 hour' where company_id = ?", caller.company());
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // A transaction that has begun, and written, before the report is asked for the first time, and commits after it.
            Future<?> open = threads.submit(() -> fixtures.in(caller, tx -> {
                post(tx, new Random(8), 10);
                tx.list(Integer.class, "select 1");
                written.countDown();
                await(commit);
                return null;
            }));
            written.await();
            Instant now = fixtures.in(caller, Tx::now);
            List<String> paths = List.of(
                    "/api/v1/reports/trial-balance?asOf=2025-06-30&knownAt=" + now.minusSeconds(AsOf.SETTLED_SECONDS),
                    "/api/v1/reports/trial-balance?asOf=2024-06-30&knownAt=" + now.minus(10, ChronoUnit.MINUTES),
                    "/api/v1/reports/general-ledger?account=1800&from=2024-01-01&to=2025-06-30&knownAt="
                            + now.minusSeconds(AsOf.SETTLED_SECONDS));
            List<byte[]> before = paths.stream().map(path -> api.as(caller).get(path).expect(200).bytes()).toList();
            byte[] current = current(caller);
            for (int i = 0; i < 10; i++) {
                fixtures.in(caller, tx -> post(tx, random, 100));
            }
            commit.countDown();
            open.get();
            for (int i = 0; i < paths.size(); i++) {
                assertArrayEquals(before.get(i), api.as(caller).get(paths.get(i)).expect(200).bytes(), paths.get(i));
            }
            assertNotEquals(new String(current), new String(current(caller)), "without knownAt the report tells what is known now");
        }
        assertEquals(1210, entries(caller));
    }

    @Test
    void theLastThirtySecondsAreNotSettledYet() {
        Caller caller = fixtures.company();
        Instant now = fixtures.in(caller, Tx::now);
        String path = "/api/v1/reports/trial-balance?knownAt=";
        for (Instant tooRecent : List.of(now.minusSeconds(AsOf.SETTLED_SECONDS - 10), now, now.plusSeconds(60))) {
            assertTrue(api.as(caller).get(path + tooRecent).expect(400, "known_at_too_recent").at("/detail").contains("30"));
        }
        api.as(caller).get(path + now.minusSeconds(AsOf.SETTLED_SECONDS)).expect(200);
    }

    /** The reason why 30 seconds are enough: whoever writes, and waits to commit, is ended before. */
    @Test
    void noTransactionLivesThirtySeconds() throws SQLException {
        for (String role : List.of("erp_command", "erp_task", "erp_query")) {
            try (Connection connection = DriverManager.getConnection(TestConfiguration.database().url(role));
                    ResultSet limit = connection.createStatement().executeQuery(
                            "select extract(epoch from current_setting('transaction_timeout')::interval)::integer")) {
                limit.next();
                assertTrue(limit.getInt(1) > 0 && limit.getInt(1) < AsOf.SETTLED_SECONDS, role);
            }
        }
    }

    /**
     * A transaction that began and wrote just before the time that is asked for, and is still open when that may be asked: it does not
     * live to commit, idle or not. A third one, whose limits are lifted, shows what would change otherwise.
     */
    @Test
    void whoHasWrittenBeforeTheTimeThatIsAskedForCannotCommitAfterTheAnswer() throws Exception {
        CountDownLatch commit = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Held ordinary = held(threads, commit);
            Held neverIdle = held(threads, commit, "set local idle_in_transaction_session_timeout = 0");
            Held endless = held(threads, commit, "set local idle_in_transaction_session_timeout = 0", "set local transaction_timeout = 0");
            assertTrue(ordinary.began.isBefore(endless.began) && neverIdle.began.isBefore(endless.began));
            String known = "/api/v1/reports/trial-balance?asOf=2025-06-30&knownAt=" + endless.began.plusMillis(1);
            Processes.await("the time that is asked for is settled", Duration.ofSeconds(AsOf.SETTLED_SECONDS + 15),
                    () -> api.as(endless.caller).get(known).status() == 200);
            Map<Held, byte[]> before = new HashMap<>();
            for (Held held : List.of(ordinary, neverIdle, endless)) {
                before.put(held, api.as(held.caller).get(known).expect(200).bytes());
            }
            commit.countDown();
            for (Held ended : List.of(ordinary, neverIdle)) {
                ExecutionException failure = assertThrows(ExecutionException.class, ended.committed::get);
                assertEquals(WorkCode.UNAVAILABLE, assertInstanceOf(Refusal.class, failure.getCause()).code());
                assertArrayEquals(before.get(ended), api.as(ended.caller).get(known).expect(200).bytes());
                assertEquals(20, entries(ended.caller));
            }
            endless.committed.get();
            assertFalse(Arrays.equals(before.get(endless), api.as(endless.caller).get(known).expect(200).bytes()),
                    "the limits are what keeps it the same");
            assertEquals(30, entries(endless.caller));
        }
    }

    /** A transaction of a company of its own that has written, and waits to commit. */
    private record Held(Caller caller, Instant began, Future<?> committed) {
    }

    private Held held(ExecutorService threads, CountDownLatch commit, String... settings) throws Exception {
        Caller caller = fixtures.company();
        fixtures.in(caller, tx -> post(tx, new Random(5), 20));
        Tampering.with("update ledger.entries set recorded_at = recorded_at - interval '1 hour' where company_id = ?", caller.company());
        CompletableFuture<Instant> began = new CompletableFuture<>();
        Future<?> committed = threads.submit(() -> fixtures.in(caller, tx -> {
            List.of(settings).forEach(tx::write);
            post(tx, new Random(6), 10);
            tx.list(Integer.class, "select 1");
            began.complete(tx.now());
            await(commit);
            return null;
        }));
        return new Held(caller, began.get(20, TimeUnit.SECONDS), committed);
    }

    private long entries(Caller caller) {
        return fixtures.value(caller, Long.class, "select count(*) from ledger.entries where company_id = ?", caller.company());
    }

    private static void await(CountDownLatch latch) {
        try {
            // A test that has failed meanwhile does not count it down.
            assertTrue(latch.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] current(Caller caller) {
        return api.as(caller).get("/api/v1/reports/trial-balance?asOf=2025-06-30").expect(200).bytes();
    }

    private static Void post(Tx tx, Random random, int count) {
        Company company = Companies.read(tx);
        for (int i = 0; i < count; i++) {
            LocalDate date = FROM.plusDays(random.nextInt(500));
            int debit = random.nextInt(ACCOUNTS.length);
            int credit = (debit + 1 + random.nextInt(ACCOUNTS.length - 1)) % ACCOUNTS.length;
            Money amount = company.money(BigDecimal.valueOf(1 + random.nextInt(100_000), 2));
            Journal.post(tx, company, Period.lock(tx, company, date),
                    Entry.of("manual", Ids.next(), "Entry " + i).debit(ACCOUNTS[debit], amount).credit(ACCOUNTS[credit], amount));
        }
        return null;
    }
}
