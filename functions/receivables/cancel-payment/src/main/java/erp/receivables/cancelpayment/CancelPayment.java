package erp.receivables.cancelpayment;

import erp.company.Companies;
import erp.company.Company;
import erp.ledger.Journal;
import erp.ledger.Period;
import erp.money.Money;
import erp.receivables.Allocations;
import erp.receivables.OpenItems;
import erp.receivables.ReceivablesCode;
import erp.receivables.Undoing;
import erp.web.Function;
import erp.work.Identified;
import erp.work.Ids;
import erp.work.Refusal;
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
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * A payment was recorded by mistake, or the bank has returned it: all that it settled is open again, and a payment in the opposite
 * direction takes it back. Its entry is the general reversal of the payment's entry, and the open items of both settle each other.
 *
 * <p>Refused: 404; 409 {@code already_cancelled}, {@code part_of_cancellation} where it takes another back itself,
 * {@code discount_taken_back}, {@code period_closed}; 422 {@code date_out_of_books}, {@code date_ahead}, {@code date_before_document}.
 */
@Controller
@Function(name = "cancel-payment")
class CancelPayment {

    private final Work work;
    private final Companies companies;

    CancelPayment(Work work, Companies companies) {
        this.work = work;
        this.companies = companies;
    }

    private record Payment(UUID id, UUID partnerId, String direction, BigDecimal amount, String account,
                           @Nullable String reference, UUID entryId, @Nullable UUID cancelsId, UUID itemId) {

        boolean incoming() {
            return direction.equals("incoming");
        }
    }

    @Post("/api/v1/payments/{id}/cancel")
    @Status(HttpStatus.CREATED)
    HttpResponse<Response> cancel(@PathVariable UUID id, @Body Request request) {
        return work.once(request, tx -> {
            Company company = companies.of(tx);
            LocalDate date = company.date(request.date, tx.now());
            Tx.Later<Period> month = Period.later(tx, company, "select ?::date from receivables.payments where company_id = ? and id = ?",
                    date, tx.company(), id);
            // A payment never changes, so it can be read before its item is locked.
            Payment payment = tx.get(Payment.class, """
                    select m.id, m.partner_id, m.direction, m.amount, m.account, m.reference, m.entry_id, m.cancels_id,
                           o.id as item_id
                      from receivables.payments m
                      join receivables.open_items o on o.company_id = m.company_id and o.source_id = m.id
                     where m.company_id = ? and m.id = ?""", tx.company(), id);
            if (payment.cancelsId != null) {
                throw new Refusal(ReceivablesCode.PART_OF_CANCELLATION);
            }
            Undoing undoing = Undoing.ofAll(tx, payment.itemId);
            if (tx.find(UUID.class, "select id from receivables.payments where company_id = ? and cancels_id = ?", tx.company(), id)
                    .isPresent()) {
                throw new Refusal(ReceivablesCode.ALREADY_CANCELLED);
            }
            Period period = month.get().requireOpen().requireHappened(tx, company);
            undoing.requireOpenSince(period, payment.itemId);
            List<Allocations.Allocation> undone = undoing.post(company, period, request.reason);
            return write(tx, company, period, payment, undone, request.reason);
        });
    }

    private static Response write(Tx tx, Company company, Period period, Payment payment, List<Allocations.Allocation> undone,
            @Nullable String reason) {
        UUID id = Ids.next();
        String direction = payment.incoming() ? "outgoing" : "incoming";
        UUID entry = Journal.reverse(tx, company, period, payment.entryId, "payment", id,
                payment.incoming() ? "Storno Zahlungseingang" : "Storno Zahlungsausgang");
        tx.write("""
                insert into receivables.payments (company_id, id, partner_id, direction, payment_date, amount, currency, account, reference,
                                                  entry_id, cancels_id, reason)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                tx.company(), id, payment.partnerId, direction, period.date(), payment.amount, company.currency(), payment.account,
                payment.reference, entry, payment.id, reason);
        Money owed = company.money(payment.incoming() ? payment.amount : payment.amount.negate());
        UUID item = OpenItems.write(tx, payment.partnerId, "payment", id, period.date(), period.date(), owed, Money.zero(company.money()));
        Allocations.settleInFull(tx, period.date(), payment.incoming() ? id : payment.id, payment.incoming() ? payment.id : id);
        return new Response(id, item, payment.partnerId, direction, period.date(), payment.amount, company.currency(), payment.account,
                payment.reference, entry, payment.id, reason, undone);
    }

    /**
     * When and why.
     *
     * @param date today when absent; not before the payment or what it settled
     */
    @Introspected
    record Request(@Nullable LocalDate date, @Nullable @Size(max = 2000) String reason) {
    }

    /**
     * The payment that takes the other one back; nothing of either is open.
     *
     * @param undone what the other one had settled, and does not any more
     */
    @Introspected
    record Response(UUID id, UUID openItemId, UUID partnerId, String direction, LocalDate date, BigDecimal amount, String currency,
                    String account, @Nullable String reference, UUID entryId, UUID cancelsId, @Nullable String reason,
                    List<Allocations.Allocation> undone) implements Identified {
    }
}
