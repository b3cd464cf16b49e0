package erp.ledger.sealledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import erp.ledger.Verification;
import erp.security.Caller;
import erp.tasks.Wish;
import erp.testing.Fixtures;
import erp.testing.TaskRuns;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@MicronautTest(transactional = false)
class SealLedgerTest {

    private static final LocalDate DATE = LocalDate.of(2024, 11, 2);

    @Inject
    TaskRuns tasks;
    @Inject
    Fixtures fixtures;
    private Caller caller;

    @BeforeEach
    void company() {
        caller = fixtures.company();
    }

    @Test
    void sealsWhatHasNoSealAlsoInOpenMonths() {
        post(DATE);
        post(DATE.plusMonths(1));
        assertResult(2, 2, run(caller));
        post(DATE);
        assertResult(1, 3, run(caller));
        assertResult(0, 3, run(caller));
        Verification verified = verify();
        assertTrue(verified.intact());
        assertEquals(3, verified.sealed());
        assertEquals(0, verified.unsealed());
    }

    @Test
    void aCompanyWithoutEntriesHasNoHead() {
        assertResult(0, 0, run(caller));
    }

    @Test
    void noTransactionSealsMoreThanAThousand() {
        fixtures.entries(caller, DATE, 2_500);
        assertResult(2_500, 2_500, run(caller));
        // All seals of a transaction have its time.
        assertEquals(List.of(1_000, 1_000, 500), fixtures.in(caller, tx -> tx.list(Integer.class, """
                select count(*)::int from ledger.seals where company_id = ? group by recorded_at order by recorded_at""", tx.company())));
        assertTrue(verify().intact());
    }

    @Test
    void theSealsOfAnotherCompanyAreItsOwn() {
        Caller other = fixtures.company();
        fixtures.entries(other, DATE, 3);
        post(DATE);
        assertResult(1, 1, run(caller));
        assertEquals(3, fixtures.in(other, Verification::of).unsealed());
    }

    @Test
    void severalAtOnceMakeOneChainWhileOthersPost() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String key = "run " + i;
                running.add(threads.submit(() -> fixtures.entries(caller, DATE, 300)));
                running.add(threads.submit(() -> assertEquals("done",
                        tasks.run(caller, Wish.of(new SealLedger.Args()).unique(key)).state())));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        run(caller);
        Verification verified = verify();
        assertTrue(verified.intact());
        assertEquals(2_400, verified.sealed());
    }

    @Test
    void isWantedOnceWhileItIsOpen() {
        tasks.enqueue(caller, Wish.of(new SealLedger.Args()));
        tasks.enqueue(caller, Wish.of(new SealLedger.Args()));
        assertEquals(1, tasks.of(caller, "seal-ledger").size());
    }

    @Test
    void theHeadOfTheChainIsLogged() {
        post(DATE);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(SealLedger.class);
        log.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
        try {
            run(caller);
        } finally {
            logger.detachAppender(log);
            logger.setLevel(null);
        }
        assertEquals(List.of("1 entries sealed; the chain's head is seal 1, " + verify().head()),
                log.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
        assertTrue(log.list.getFirst().getKeyValuePairs().toString().contains("organization.id=\"" + caller.company() + '"'));
    }

    private void post(LocalDate date) {
        fixtures.entry(caller, date, "Miete", "6310", "1800", "400.00");
    }

    private TaskRuns.Row run(Caller company) {
        TaskRuns.Row task = tasks.run(company, new SealLedger.Args());
        assertEquals("done", task.state(), task::error);
        return task;
    }

    private Verification verify() {
        return fixtures.in(caller, Verification::of);
    }

    private void assertResult(int sealed, int last, TaskRuns.Row task) {
        assertEquals("{\"head\": \"" + verify().head() + "\", \"sealNo\": " + last + ", \"sealed\": " + sealed + "}", task.result());
    }
}
