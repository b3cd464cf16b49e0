package erp.ledger.rebuildbalances;

import erp.audit.Auditor;
import erp.audit.Invariant;
import erp.company.Companies;
import erp.company.Company;
import erp.ledger.LedgerInvariants;
import erp.receivables.ReceivablesInvariants;
import erp.sales.SalesInvariants;
import erp.stock.StockInvariants;
import erp.tasks.Outside;
import erp.tasks.Run;
import erp.tasks.Task;
import erp.work.Work;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;

/**
 * Each Sunday all that is counted is counted again from the facts behind it and compared: stock from moves, what is reserved from
 * reservations, layers and pools from receipts and consumption, open items from allocations and with the receivables account, what orders
 * and deliveries count, the stock account with the value of the stock, and the trial balance. Every difference becomes an audit finding.
 * Nothing is repaired: what is right, only a person can say.
 *
 * <p>Repeating is safe: it only reads, and adds findings.
 *
 * <p>Refused: {@code audit_findings}, with the first of them.
 */
@Singleton
class RebuildBalances implements Outside<RebuildBalances.Args> {

    private final Auditor auditor;
    private final Companies companies;

    RebuildBalances(Auditor auditor, Companies companies) {
        this.auditor = auditor;
        this.companies = companies;
    }

    @Override
    public Work.Handler<Auditor.Result> run(Run run, Args args) {
        return auditor.audit(run, "rebuild-balances", tx -> all(companies.of(tx)));
    }

    private static List<Invariant> all(Company company) {
        return Stream.of(StockInvariants.of(company), ReceivablesInvariants.of(company), SalesInvariants.ALL, LedgerInvariants.ALL)
                .flatMap(List::stream).toList();
    }

    /** Everything: there is nothing to choose. */
    @Task(name = "rebuild-balances", unique = true, cron = "0 5 * * 7", timeLimitSeconds = 3600)
    record Args() {
    }
}
