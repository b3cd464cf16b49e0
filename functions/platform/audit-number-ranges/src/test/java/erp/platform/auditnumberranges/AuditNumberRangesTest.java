package erp.platform.auditnumberranges;

import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.security.Caller;
import erp.tasks.Wish;
import erp.testing.Fixtures;
import erp.testing.ReceivablesFixtures;
import erp.testing.Tampering;
import erp.testing.TaskRuns;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class AuditNumberRangesTest {

    @Inject
    TaskRuns tasks;
    @Inject
    Fixtures fixtures;
    @Inject
    ReceivablesFixtures receivables;
    private Caller caller;
    private UUID customer;

    @BeforeEach
    void sixInvoicesAndACreditNote() {
        caller = fixtures.company();
        customer = fixtures.customer(caller, "Kunde", "DE");
        UUID first = receivables.posted(caller, customer, "2024-11-01", "100.00");
        for (int day = 2; day <= 6; day++) {
            receivables.posted(caller, customer, "2024-11-0" + day, "100.00");
        }
        receivables.credited(caller, first, "2024-11-07", "50.00");
        assertEquals("done", run().state(), "until something is damaged, nothing is found");
        assertEquals(List.of(), findings());
    }

    @Test
    void gapsAreNamedFromTheirFirstToTheirLastNumber() {
        damage("delete from receivables.invoices where company_id = ? and number in ('INV-000002', 'INV-000004', 'INV-000005')");
        TaskRuns.Row task = run();
        assertEquals("dead", task.state());
        assertEquals("audit_findings", task.errorCode());
        assertEquals("2 findings; the first: number_gap of INV-000002 is 0, and is computed to be 1.", task.error());
        assertEquals(List.of("number_gap INV-000002 0 1", "number_gap INV-000004 to INV-000005 0 2"), findings());
    }

    @Test
    void theFirstAndTheLastNumberAreMissedToo() {
        damage("delete from receivables.invoices where company_id = ? and number in ('INV-000001', 'INV-000007')");
        run();
        assertEquals(List.of("number_gap INV-000001 0 1", "number_gap INV-000007 0 1"), findings());
    }

    @Test
    void theSameNumberInAnotherFormIsThereTwice() {
        damage("update receivables.invoices set number = 'INV-0003' where company_id = ? and number = 'INV-000004'");
        run();
        assertEquals(List.of("number_form INV-0003 INV-0003 INV-000003", "number_gap INV-000004 0 1",
                "number_twice INV-000003, INV-0003 2 1"), findings());
    }

    @Test
    void aNumberOfAnotherFormAndOneTheRangeHasNotReachedAreFound() {
        damage("update receivables.invoices set number = 'RE-2024-3' where company_id = ? and number = 'INV-000003'");
        damage("update receivables.invoices set number = 'INV-000100' where company_id = ? and number = 'INV-000007'");
        run();
        assertEquals(List.of("number_ahead INV-000100 100 below 8", "number_form RE-2024-3 RE-2024-3 INV-000000",
                "number_gap INV-000003 0 1", "number_gap INV-000007 0 1"), findings());
    }

    @Test
    void aDateBeforeThatOfTheNumberBeforeIsFound() {
        damage("update receivables.invoices set invoice_date = '2024-10-31' where company_id = ? and number = 'INV-000005'");
        run();
        assertEquals(List.of("number_date_order INV-000005 2024-10-31 not before 2024-11-04 of INV-000004"), findings());
    }

    @Test
    void aPartnersNumberIsMissedUnlessSomebodyHasIt() {
        UUID second = fixtures.customer(caller, "Zweiter", "DE");
        Tampering.with("update partners.partners set customer_number = 10002 where company_id = ? and id = ?", caller.company(), second);
        assertEquals("done", run().state(), "callers may name a number that the range has not reached");
        damage("update platform.number_ranges set next = 10003 where company_id = ? and id = 'customer'");
        run();
        assertEquals(List.of("number_gap 10001 0 1"), findings());
    }

    @Test
    void anotherCompanysNumbersAreItsOwn() {
        Caller other = fixtures.company();
        receivables.posted(other, fixtures.customer(other, "Kunde", "DE"), "2024-11-01", "100.00");
        damage("delete from receivables.invoices where company_id = ? and number = 'INV-000002'");
        assertEquals("done", tasks.run(other, new AuditNumberRanges.Args()).state());
    }

    @Test
    void isWantedOnceWhileItIsOpen() {
        tasks.enqueue(caller, Wish.of(new AuditNumberRanges.Args()));
        tasks.enqueue(caller, Wish.of(new AuditNumberRanges.Args()));
        assertEquals(1, tasks.of(caller, "audit-number-ranges").stream().filter(task -> task.state().equals("ready")).count());
    }

    private TaskRuns.Row run() {
        return tasks.run(caller, new AuditNumberRanges.Args());
    }

    private void damage(String sql) {
        assertEquals(true, Tampering.with(sql, caller.company()) > 0);
    }

    private List<String> findings() {
        return fixtures.in(caller, tx -> tx.list(String.class, """
                select concat_ws(' ', rule, subject, stored, computed) from platform.audit_findings
                 where company_id = ? and audit = 'audit-number-ranges' order by rule, subject""", tx.company()));
    }
}
