package erp.ledger;

import erp.audit.Invariant;
import java.util.List;

/** What is always true of a company's journal, besides its chain of seals. */
public final class LedgerInvariants {

    public static final List<Invariant> ALL = List.of(
            new Invariant("trial_balance", "the trial balance is zero", """
                    select 'all accounts' as subject, sum(debit - credit)::text as stored, '0' as computed
                      from ledger.lines where company_id = :company having sum(debit - credit) <> 0"""));

    private LedgerInvariants() {
    }
}
