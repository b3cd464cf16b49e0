package erp.receivables.undoallocation;

import erp.company.Companies;
import erp.company.Company;
import erp.ledger.Period;
import erp.receivables.Allocations;
import erp.receivables.Undoing;
import erp.web.Function;
import erp.work.Tx;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.util.UUID;

/**
 * What settled the wrong thing is open again: another allocation with the sign changed gives both items what they had lost, and the
 * entry of a cash discount is taken back by a general reversal. An invoice is then partly paid or posted again. That a credit note has
 * taken a discount back can be undone like all else; a discount, only as far as none has taken it back.
 *
 * <p>Refused: 404; 409 {@code already_undone}, {@code part_of_cancellation}, {@code discount_taken_back}, {@code period_closed};
 * 422 {@code date_out_of_books}, {@code date_ahead}, {@code date_before_document}.
 */
@Controller
@Function(name = "undo-allocation")
class UndoAllocation {

    private final Work work;
    private final Companies companies;

    UndoAllocation(Work work, Companies companies) {
        this.work = work;
        this.companies = companies;
    }

    @Post("/api/v1/allocations/{id}/undo")
    @Status(HttpStatus.CREATED)
    HttpResponse<Allocations.Allocation> undo(@PathVariable UUID id, @Body Request request) {
        return work.once(request, tx -> {
            Company company = companies.of(tx);
            LocalDate date = company.date(request.date, tx.now());
            Tx.Later<Period> month = Period.later(tx, company,
                    "select ?::date from receivables.allocations where company_id = ? and id = ?", date, tx.company(), id);
            Undoing undoing = Undoing.of(tx, id);
            Period period = month.get().requireOpen().requireHappened(tx, company);
            return undoing.post(company, period, request.reason).getFirst();
        });
    }

    /**
     * When and why.
     *
     * @param date today when absent; not before the allocation
     */
    @Introspected
    record Request(@Nullable LocalDate date, @Nullable @Size(max = 2000) String reason) {
    }
}
