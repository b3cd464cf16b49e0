package erp.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.company.Companies;
import erp.security.Caller;
import erp.testing.Fixtures;
import erp.work.Refusal;
import erp.work.Tx;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A month is closed before or after a posting, never during it: what is in a closed month is sealed, and nothing follows. */
@MicronautTest(transactional = false)
class PeriodLockTest {

    private static final YearMonth FIRST = YearMonth.from(Fixtures.BOOKS_FROM);
    private static final int ROUNDS = 30;
    private static final int POSTINGS = 6;

    @Inject
    Fixtures fixtures;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private Caller caller;

    @BeforeEach
    void setUp() {
        caller = fixtures.company();
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void closingWaitsForARunningPosting() throws Exception {
        CountDownLatch commit = new CountDownLatch(1);
        CountDownLatch posted = new CountDownLatch(1);
        Future<UUID> posting = threads.submit(() -> fixtures.in(caller, tx -> {
            UUID id = PostingInTests.post(tx, FIRST.atDay(5), "Running");
            tx.list(Integer.class, "select 1");
            posted.countDown();
            await(commit);
            return id;
        }));
        posted.await();
        Future<Integer> closing = threads.submit(() -> close(FIRST));
        awaitWaiter();
        assertFalse(closing.isDone());
        commit.countDown();
        posting.get();
        assertEquals(1, closing.get(), "the entry that closing has waited for is sealed with the month");
        assertTrue(fixtures.in(caller, Verification::of).intact());
    }

    @Test
    void aPostingWaitsForARunningClosing() throws Exception {
        CountDownLatch commit = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Future<?> closing = threads.submit(() -> fixtures.in(caller, tx -> {
            close(tx, FIRST);
            tx.list(Integer.class, "select 1");
            closed.countDown();
            await(commit);
            return null;
        }));
        closed.await();
        Future<UUID> posting = threads.submit(() -> post(FIRST));
        awaitWaiter();
        assertFalse(posting.isDone());
        post(FIRST.plusMonths(1));
        commit.countDown();
        closing.get();
        Refusal refusal = assertInstanceOf(Refusal.class, assertThrows(ExecutionException.class, posting::get).getCause());
        assertEquals(LedgerCode.PERIOD_CLOSED, refusal.code());
    }

    @Test
    void postingsDoNotWaitForEachOther() {
        fixtures.in(caller, outer -> {
            PostingInTests.post(outer, FIRST.atDay(5), "Outer");
            outer.list(Integer.class, "select 1");
            return post(FIRST);
        });
        assertEquals(2, fixtures.in(caller, Verification::of).unsealed());
    }

    @Test
    void thirtyMonthsAreClosedWhileOthersPostIntoThem() throws Exception {
        long accepted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            YearMonth month = FIRST.plusMonths(round);
            CyclicBarrier start = new CyclicBarrier(POSTINGS + 1);
            List<Future<Boolean>> postings = new ArrayList<>();
            for (int i = 0; i < POSTINGS; i++) {
                postings.add(threads.submit(() -> {
                    start.await();
                    return isPosted(month);
                }));
            }
            Future<Integer> closing = threads.submit(() -> {
                start.await();
                return close(month);
            });
            int before = 0;
            for (Future<Boolean> posting : postings) {
                before += posting.get() ? 1 : 0;
            }
            accepted += before;
            assertEquals(before, closing.get(), "all that were accepted in " + month + " came before its closing, and are sealed");
        }
        Verification verified = fixtures.in(caller, Verification::of);
        assertTrue(verified.intact());
        assertEquals(accepted, verified.sealed());
        assertEquals(0, verified.unsealed());
    }

    /** A month that is reopened while a later one is closed would leave a hole: one of the two is refused. */
    @Test
    void closingAndReopeningOfNeighboursMeet() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            caller = fixtures.company();
            close(FIRST);
            CyclicBarrier start = new CyclicBarrier(2);
            Future<Boolean> later = threads.submit(() -> {
                start.await();
                return isDone(() -> close(FIRST.plusMonths(1)));
            });
            Future<Boolean> reopened = threads.submit(() -> {
                start.await();
                return isDone(() -> reopen(FIRST));
            });
            assertTrue(later.get() ^ reopened.get(), "exactly one of them");
        }
    }

    private UUID post(YearMonth month) {
        return fixtures.in(caller, tx -> PostingInTests.post(tx, month.atDay(5), "Entry"));
    }

    private boolean isPosted(YearMonth month) {
        return isDone(() -> post(month));
    }

    private static boolean isDone(Runnable attempt) {
        try {
            attempt.run();
            return true;
        } catch (Refusal refusal) {
            assertEquals(409, refusal.code().status(), refusal.code().code());
            return false;
        }
    }

    private int close(YearMonth month) {
        return fixtures.in(caller, tx -> close(tx, month));
    }

    private static int close(Tx tx, YearMonth month) {
        AccountingPeriod closed = AccountingPeriod.lock(tx, Companies.read(tx), month.toString()).close(false);
        closed.requireEarlierClosed(tx, Companies.read(tx));
        int sealed = Seals.seal(tx);
        closed.save(tx);
        return sealed;
    }

    private void reopen(YearMonth month) {
        fixtures.in(caller, tx -> {
            AccountingPeriod reopened = AccountingPeriod.lock(tx, Companies.read(tx), month.toString()).reopen();
            reopened.requireLaterOpen(tx);
            reopened.save(tx);
            return null;
        });
    }

    /** Until somebody waits for a lock of this database; the test's own time limit is the deadline. */
    private void awaitWaiter() {
        long waiting = 0;
        while (waiting == 0) {
            waiting = fixtures.value(caller, Long.class, """
                    select count(*) from pg_locks l, (select pg_sleep(0.01)) pause
                     where not l.granted and l.locktype = 'advisory'
                       and l.database = (select oid from pg_database where datname = current_database())""");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            // A test that has failed meanwhile does not count it down.
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
