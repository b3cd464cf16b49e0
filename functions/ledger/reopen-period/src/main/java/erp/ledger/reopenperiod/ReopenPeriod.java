package erp.ledger.reopenperiod;

import erp.company.Companies;
import erp.ledger.AccountingPeriod;
import erp.web.Function;
import erp.work.Versioned;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;

/**
 * An accountant reopens a month that was not closed for good, from the last closed one backwards. What was sealed stays sealed; what
 * is posted from now on is sealed behind it.
 *
 * <p>Refused: 404; 412; 409 {@code hard_closed}, {@code period_open} when nothing of it is closed, {@code later_period_closed}.
 */
@Controller
@Function(name = "reopen-period")
class ReopenPeriod {

    private final Work work;
    private final Companies companies;

    ReopenPeriod(Work work, Companies companies) {
        this.work = work;
        this.companies = companies;
    }

    @Post("/api/v1/accounting-periods/{id}/reopen")
    HttpResponse<Response> reopen(@PathVariable String id) {
        return work.once(tx -> {
            AccountingPeriod period = AccountingPeriod.lock(tx, companies.of(tx), id);
            period.refuseStale(tx.call());
            AccountingPeriod reopened = period.reopen();
            reopened.requireLaterOpen(tx);
            reopened.save(tx);
            return new Response(id, reopened.state(), reopened.stockState(), reopened.version());
        });
    }

    /** The month as it is now. */
    @Introspected
    record Response(String id, String state, String stockState, int version) implements Versioned {
    }
}
