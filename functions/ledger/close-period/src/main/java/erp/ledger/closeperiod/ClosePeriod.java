package erp.ledger.closeperiod;

import com.fasterxml.jackson.annotation.JsonProperty;
import erp.company.Companies;
import erp.company.Company;
import erp.ledger.AccountingPeriod;
import erp.ledger.LedgerCode;
import erp.ledger.Seals;
import erp.web.Function;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Versioned;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import java.util.List;
import java.util.UUID;

/**
 * An accountant closes a month: nothing is posted in it any more, or, with scope {@code stock}, no goods move in it any more. It waits
 * for the postings that are under way, and postings wait for it, so a month is closed before or after a posting and never during it.
 * All entries recorded so far are sealed into the chain. Closing for good ({@code hard}) is never taken back.
 *
 * <p>Draft invoices dated in the month would be left without a month to be posted in; they are posted or dated anew first. Planned
 * deliveries are no drafts of the ledger: the day they ship is their date.
 *
 * <p>Refused: 404; 412; 409 {@code hard_closed}, {@code period_closed} when it is closed already, {@code period_not_over},
 * {@code earlier_period_open}, {@code drafts_exist}; 422 {@code hard_closes_all}.
 */
@Controller
@Function(name = "close-period")
class ClosePeriod {

    private static final int DRAFTS_NAMED = 20;

    private final Work work;
    private final Companies companies;

    ClosePeriod(Work work, Companies companies) {
        this.work = work;
        this.companies = companies;
    }

    @Post("/api/v1/accounting-periods/{id}/close")
    HttpResponse<Response> close(@PathVariable String id, @Body Request request) {
        boolean stockOnly = request.scope == Scope.STOCK;
        boolean hard = Boolean.TRUE.equals(request.hard);
        return work.once(request, tx -> {
            Company company = companies.of(tx);
            AccountingPeriod period = AccountingPeriod.lock(tx, company, id);
            period.refuseStale(tx.call());
            AccountingPeriod closed = stockOnly ? period.closeStock() : period.close(hard);
            closed.requireOver(company.date(tx.now()));
            closed.requireEarlierClosed(tx, company);
            if (!stockOnly) {
                requireNoDrafts(tx, period);
            } else if (hard) {
                throw new Refusal(List.of(new Refusal.Field("/hard", LedgerCode.HARD_CLOSES_ALL)), LedgerCode.HARD_CLOSES_ALL);
            }
            int sealed = Seals.seal(tx);
            closed.save(tx);
            return new Response(id, closed.state(), closed.stockState(), closed.version(), sealed);
        });
    }

    private record Draft(UUID id, long drafts) {
    }

    private static void requireNoDrafts(Tx tx, AccountingPeriod period) {
        List<Draft> drafts = tx.list(Draft.class, """
                select id, count(*) over () as drafts from receivables.invoices
                 where company_id = ? and state = 'draft' and invoice_date between ? and ?
                 order by invoice_date, id limit ?""", tx.company(), period.firstDay(), period.lastDay(), DRAFTS_NAMED);
        if (!drafts.isEmpty()) {
            throw new Refusal(LedgerCode.DRAFTS_EXIST, drafts.getFirst().drafts,
                    String.join(", ", drafts.stream().map(draft -> draft.id.toString()).toList()));
        }
    }

    /** What is closed: all postings, or movements of goods only. */
    enum Scope {
        @JsonProperty("all") ALL,
        @JsonProperty("stock") STOCK
    }

    /**
     * How to close it.
     *
     * @param scope everything when absent
     * @param hard  whether for good; not when absent
     */
    @Introspected
    record Request(@Nullable Scope scope, @Nullable Boolean hard) {
    }

    /**
     * The month as it is now.
     *
     * @param sealed how many entries were sealed with it
     */
    @Introspected
    record Response(String id, String state, String stockState, int version, int sealed) implements Versioned {
    }
}
