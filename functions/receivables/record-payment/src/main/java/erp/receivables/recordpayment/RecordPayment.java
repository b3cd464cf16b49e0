package erp.receivables.recordpayment;

import com.fasterxml.jackson.annotation.JsonProperty;
import erp.company.Companies;
import erp.company.Company;
import erp.ledger.AccountRole;
import erp.ledger.Journal;
import erp.ledger.Period;
import erp.money.Money;
import erp.receivables.Allocations;
import erp.receivables.InvoiceEntry;
import erp.receivables.MoneyAccounts;
import erp.receivables.OpenItems;
import erp.receivables.Parties;
import erp.receivables.ReceivablesCode;
import erp.sales.SalesCode;
import erp.web.Decimal;
import erp.web.Function;
import erp.webhooks.EventType;
import erp.webhooks.Events;
import erp.work.Code;
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
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * Money has come in from a customer, or has gone back to one: it is in the books of that day, and an open item until it is allocated,
 * which can happen at once. What is not allocated stays open: a payment in advance, or too much. A repetition books nothing again.
 *
 * <p>Refused: 409 {@code period_closed}, {@code over_allocation}; 422 {@code unknown_partner}, {@code no_customer},
 * {@code not_a_money_account}, {@code unknown_account}, {@code date_out_of_books}, {@code date_ahead},
 * {@code unknown_open_item}, {@code item_side},
 * {@code different_customers}, {@code date_before_document}, {@code cash_discount_not_granted}.
 */
@Controller
@Function(name = "record-payment")
class RecordPayment {

    private final Work work;
    private final Companies companies;
    private final Events events;

    RecordPayment(Work work, Companies companies, Events events) {
        this.work = work;
        this.companies = companies;
        this.events = events;
    }

    @Post("/api/v1/payments")
    @Status(HttpStatus.CREATED)
    HttpResponse<Response> record(@Body Request request) {
        return work.once(request, tx -> {
            Company company = companies.of(tx);
            LocalDate date = company.date(request.date, tx.now());
            String account = request.account == null ? company.account(AccountRole.BANK) : request.account;
            Tx.Later<Period> month = Period.later(tx, company, "select ?::date", date);
            Tx.Later<List<Parties.Customer>> customers = Parties.customers(tx, "select ?::uuid", request.partnerId);
            Period period = month.get().requireOpen().requireHappened(tx, company);
            Parties.Customer customer = customers.get().stream().findFirst()
                    .orElseThrow(() -> refusal("/partnerId", SalesCode.UNKNOWN_PARTNER));
            if (customer.customerNumber() == null) {
                throw refusal("/partnerId", SalesCode.NO_CUSTOMER, customer.name());
            }
            if (!MoneyAccounts.contains(company.chart(), account)) {
                throw refusal("/account", ReceivablesCode.NOT_A_MONEY_ACCOUNT, account);
            }
            return events.publish(tx, EventType.PAYMENT_RECORDED, write(tx, company, period, customer, account, request));
        });
    }

    private static Response write(Tx tx, Company company, Period period, Parties.Customer customer, String account, Request request) {
        UUID id = Ids.next();
        Money amount = company.money(request.amount);
        Money received = request.direction == Direction.INCOMING ? amount : amount.negate();
        UUID entry = Journal.post(tx, company, period,
                InvoiceEntry.payment(company, id, request.direction.text + " " + customer.name(), customer.id(), account, received));
        tx.write("""
                insert into receivables.payments (company_id, id, partner_id, direction, payment_date, amount, currency, account, reference,
                                                  entry_id)
                values (?, ?, ?, lower(?), ?, ?, ?, ?, ?, ?)""",
                tx.company(), id, customer.id(), request.direction, period.date(), amount.amount(), company.currency(), account,
                request.reference, entry);
        UUID item = OpenItems.write(tx, customer.id(), "payment", id, period.date(), period.date(), received.negate(), received.negate());
        List<Allocations.Allocation> settled = request.allocations == null ? List.of() : Allocations.settle(tx, company, period,
                request.allocations.stream().map(part -> part.wish(company, request.direction, item)).toList());
        BigDecimal open = settled.isEmpty() ? received.negate().amount()
                : request.direction == Direction.INCOMING ? settled.getLast().creditOpen() : settled.getLast().debitOpen();
        return new Response(id, item, customer.id(), request.direction, period.date(), amount.amount(), open, company.currency(), account,
                request.reference, entry, settled);
    }

    private static Refusal refusal(String pointer, Code code, Object... args) {
        return new Refusal(List.of(new Refusal.Field(pointer, code, args)), code, args);
    }

    /** Which way the money went. */
    enum Direction {
        @JsonProperty("incoming")
        INCOMING("Zahlungseingang"),
        @JsonProperty("outgoing")
        OUTGOING("Zahlungsausgang");

        private final String text;

        Direction(String text) {
            this.text = text;
        }
    }

    /**
     * The payment.
     *
     * @param date        the company's today when absent
     * @param amount      greater than 0, in the currency of the books
     * @param account     cash or bank; the chart's bank account when absent
     * @param reference   what the payer wrote, or the bank's own reference
     * @param allocations what it settles, in this order
     */
    @Introspected
    record Request(UUID partnerId, Direction direction, @Nullable LocalDate date,
                   @Decimal(min = "0.01", max = "999999999999.99") BigDecimal amount,
                   @Nullable @Pattern(regexp = "[0-9]{4}") String account, @Nullable @Size(max = 140) String reference,
                   @Nullable @Size(min = 1, max = 500) List<@Valid Part> allocations) {
    }

    /**
     * A part of the payment and what it settles.
     *
     * @param openItemId of an invoice, for money that came in; of a credit note or an earlier payment, for money that went back
     * @param amount     of the payment
     * @param discount   gross, what the customer kept as a cash discount within the invoice's terms
     */
    @Introspected
    record Part(UUID openItemId, @Decimal(min = "0.01", max = "999999999999.99") BigDecimal amount,
                @Nullable @Decimal(min = "0.01", max = "999999999999.99") BigDecimal discount) {

        private Allocations.Wish wish(Company company, Direction direction, UUID item) {
            boolean incoming = direction == Direction.INCOMING;
            return new Allocations.Wish(incoming ? openItemId : item, incoming ? item : openItemId, company.money(amount),
                    company.money(discount == null ? BigDecimal.ZERO : discount));
        }
    }

    /**
     * The payment as recorded.
     *
     * @param open what of it settles nothing yet: below zero for money that came in
     */
    @Introspected
    record Response(UUID id, UUID openItemId, UUID partnerId, Direction direction, LocalDate date, BigDecimal amount, BigDecimal open,
                    String currency, String account, @Nullable String reference, UUID entryId, List<Allocations.Allocation> allocations)
            implements Identified {
    }
}
