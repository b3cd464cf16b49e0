package erp.ledger.verifyledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import erp.ledger.Seals;
import erp.ledger.Verification;
import erp.security.Caller;
import erp.tasks.Wish;
import erp.testing.Fixtures;
import erp.testing.Tampering;
import erp.testing.TaskRuns;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class VerifyLedgerTest {

    private static final LocalDate DATE = LocalDate.of(2024, 11, 2);

    @Inject
    TaskRuns tasks;
    @Inject
    Fixtures fixtures;
    private Caller caller;

    /** What stands in the table. */
    private record Kept(long sealed, long unsealed, String head, boolean intact, @Nullable Long sealNo, @Nullable UUID entryId,
                        @Nullable String fault) {
    }

    @BeforeEach
    void company() {
        caller = fixtures.company();
    }

    @Test
    void anIntactChainIsKeptAsSuch() {
        fixtures.entries(caller, DATE, 5);
        seal();
        fixtures.entries(caller, DATE, 2);
        TaskRuns.Row task = run();
        assertEquals("done", task.state(), task::error);
        String head = fixtures.in(caller, Verification::of).head();
        assertEquals("{\"head\": \"" + head + "\", \"intact\": true, \"sealed\": 5, \"unsealed\": 2}", task.result());
        assertEquals(List.of(new Kept(5, 2, head, true, null, null, null)), kept());
    }

    @Test
    void aCompanyWithoutEntriesIsIntact() {
        assertEquals("done", run().state());
        assertEquals(List.of(new Kept(0, 0, "0".repeat(64), true, null, null, null)), kept());
    }

    @Test
    void aChangedEntryIsNamedInTheDeadLetterAndKept() {
        fixtures.entries(caller, DATE, 5);
        seal();
        UUID third = entry(3);
        Tampering.with("update ledger.lines set debit = debit + 1 where entry_id = ? and n = 1", third);
        TaskRuns.Row task = run();
        assertEquals("dead", task.state());
        assertEquals(1, task.attempts(), "it is not tried again");
        assertEquals("chain_broken", task.errorCode());
        assertEquals("The chain of seals breaks with entry_changed: seal 3, entry " + third + ".", task.error());
        Kept kept = kept().getFirst();
        assertEquals(new Kept(5, 0, kept.head, false, 3L, third, "entry_changed"), kept);
    }

    @Test
    void aMissingSealHasNoEntryToName() {
        fixtures.entries(caller, DATE, 5);
        seal();
        Tampering.with("delete from ledger.seals where company_id = ? and seal_no = 2", caller.company());
        assertEquals("The chain of seals breaks with seal_missing: seal 2, entry –.", run().error());
        assertNull(kept().getFirst().entryId);
    }

    @Test
    void anEntryAddedToAClosedMonthIsFound() {
        fixtures.entries(caller, DATE, 2);
        seal();
        UUID added = fixtures.entry(caller, DATE, "Added", "6310", "1800", "1.00");
        Tampering.with("""
                insert into ledger.periods (company_id, id, state, stock_state, changed_by)
                values (?, '2024-11', 'soft_closed', 'closed', ?)""", caller.company(), caller.user());
        assertEquals("The chain of seals breaks with entry_added: seal –, entry " + added + ".", run().error());
    }

    @Test
    void aBreakInALaterBatchIsFound() {
        fixtures.entries(caller, DATE, 4_500);
        seal();
        UUID last = entry(4_500);
        assertEquals("done", run().state());
        Tampering.with("update ledger.entries set text = 'Changed' where id = ?", last);
        assertEquals("The chain of seals breaks with entry_changed: seal 4500, entry " + last + ".", run().error());
        assertEquals(2, kept().size());
    }

    @Test
    void anotherCompanysBreakIsItsOwn() {
        Caller other = fixtures.company();
        fixtures.entries(other, DATE, 2);
        fixtures.in(other, tx -> Seals.seal(tx));
        Tampering.with("update ledger.entries set text = 'Changed' where company_id = ?", other.company());
        assertEquals("done", run().state());
    }

    @Test
    void isWantedOnceWhileItIsOpen() {
        tasks.enqueue(caller, Wish.of(new VerifyLedger.Args()));
        tasks.enqueue(caller, Wish.of(new VerifyLedger.Args()));
        assertEquals(1, tasks.of(caller, "verify-ledger").size());
    }

    private TaskRuns.Row run() {
        return tasks.run(caller, new VerifyLedger.Args());
    }

    private void seal() {
        fixtures.in(caller, tx -> Seals.seal(tx));
    }

    private UUID entry(long sealNo) {
        return fixtures.value(caller, UUID.class, "select entry_id from ledger.seals where company_id = ? and seal_no = ?",
                caller.company(), sealNo);
    }

    private List<Kept> kept() {
        return fixtures.in(caller, tx -> tx.list(Kept.class, """
                select sealed, unsealed, head, intact, seal_no, entry_id, fault from ledger.verifications
                 where company_id = ? order by id""", tx.company()));
    }
}
