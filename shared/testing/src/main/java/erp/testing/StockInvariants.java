package erp.testing;

import erp.audit.Invariant;
import erp.company.Companies;
import erp.work.Tx;
import java.util.List;

/** What is always true of a company's stock, whatever happened to it: at every commit, and after every crash. */
public final class StockInvariants {

    private StockInvariants() {
    }

    /**
     * What is broken, as sentences with the rows at fault; empty when all is well:
     * {@code fixtures.in(caller, StockInvariants::broken)}.
     */
    public static List<String> broken(Tx tx) {
        return Invariant.broken(tx, erp.stock.StockInvariants.of(Companies.read(tx)));
    }
}
