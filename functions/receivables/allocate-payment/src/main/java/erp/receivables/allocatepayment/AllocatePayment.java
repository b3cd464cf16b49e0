package erp.receivables.allocatepayment;

import erp.company.Companies;
import erp.company.Company;
import erp.ledger.Period;
import erp.receivables.Allocations;
import erp.web.Decimal;
import erp.web.Function;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * What a customer owes is settled with what the customer is owed: an invoice or a refund with a payment or a credit note, in part or
 * in full. A cash discount within the invoice's terms settles the rest of it, and takes revenue and VAT back by tax group (§ 17 UStG).
 * The invoice is then partly paid or paid. The month of the date must be open, so that the open items of a closed one stay what they
 * were.
 *
 * <p>Refused: 409 {@code period_closed}, {@code over_allocation}; 422 {@code unknown_open_item}, {@code item_side},
 * {@code different_customers}, {@code date_before_document}, {@code date_out_of_books}, {@code date_ahead},
 * {@code cash_discount_not_granted}.
 */
@Controller
@Function(name = "allocate-payment")
class AllocatePayment {

    private final Work work;
    private final Companies companies;

    AllocatePayment(Work work, Companies companies) {
        this.work = work;
        this.companies = companies;
    }

    @Post("/api/v1/allocations")
    @Status(HttpStatus.CREATED)
    HttpResponse<Allocations.Allocation> allocate(@Body Request request) {
        return work.once(request, tx -> {
            Company company = companies.of(tx);
            LocalDate date = company.date(request.date, tx.now());
            Period period = Period.later(tx, company, "select ?::date", date).get().requireOpen().requireHappened(tx, company);
            return Allocations.settle(tx, company, period, List.of(new Allocations.Wish(request.debitItemId, request.creditItemId,
                    company.money(request.amount), company.money(request.discount == null ? BigDecimal.ZERO : request.discount))))
                    .getFirst();
        });
    }

    /**
     * What settles what.
     *
     * @param debitItemId  the open item that the customer owes
     * @param creditItemId the open item that the customer is owed
     * @param amount       what both lose
     * @param discount     gross, what the debit item loses beside it as a cash discount
     * @param date         today when absent; not before either document, nor before something of it was undone
     */
    @Introspected
    record Request(UUID debitItemId, UUID creditItemId, @Decimal(min = "0.01", max = "999999999999.99") BigDecimal amount,
                   @Nullable @Decimal(min = "0.01", max = "999999999999.99") BigDecimal discount, @Nullable LocalDate date) {
    }
}
