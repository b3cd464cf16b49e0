package erp.receivables.cancelinvoice;

import erp.company.Companies;
import erp.company.Company;
import erp.ledger.Journal;
import erp.ledger.Period;
import erp.receivables.Allocations;
import erp.receivables.Coverage;
import erp.receivables.Invoice;
import erp.receivables.InvoiceHead;
import erp.receivables.InvoiceLine;
import erp.receivables.InvoiceTax;
import erp.receivables.InvoiceType;
import erp.receivables.Invoices;
import erp.receivables.Posting;
import erp.receivables.ReceivablesCode;
import erp.web.Function;
import erp.webhooks.EventType;
import erp.webhooks.Events;
import erp.work.Identified;
import erp.work.Ids;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Work;
import erp.work.WorkCode;
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
import java.util.List;
import java.util.UUID;

/**
 * A posted invoice is taken back by a reversing document (Stornorechnung) with a number of its own that refers to it (§ 31 (5) UStDV):
 * type 384 with BG-3, the same lines with quantities below zero and prices as they were, so that every amount is below zero. Its entry
 * is the general reversal of the invoice's entry, its open item and that of the invoice settle each other, and what the invoice covered
 * can be invoiced again. The invoice itself is not touched but for its state. A repetition gets the same document.
 *
 * <p>Refused: 404; 412 {@code version_stale}; 409 {@code already_cancelled}, {@code invoice_state}, {@code already_paid},
 * {@code already_credited}, {@code period_closed}, {@code date_order}; 422 {@code date_before_document}, {@code date_out_of_books},
 * {@code date_ahead}.
 */
@Controller
@Function(name = "cancel-invoice")
class CancelInvoice {

    private final Work work;
    private final Companies companies;
    private final Events events;

    CancelInvoice(Work work, Companies companies, Events events) {
        this.work = work;
        this.companies = companies;
        this.events = events;
    }

    @Post("/api/v1/sales-invoices/{id}/cancel")
    @Status(HttpStatus.CREATED)
    HttpResponse<Invoice> cancel(@PathVariable UUID id, @Body Request request) {
        return work.once(request, tx -> {
            Company company = companies.of(tx);
            LocalDate date = company.date(request.date, tx.now());
            Tx.Later<Period> month = Period.later(tx, company, "select ?::date from receivables.invoices where company_id = ? and id = ?",
                    date, tx.company(), id);
            Tx.Later<List<InvoiceHead>> locked = Invoices.lock(tx, id);
            Tx.Later<List<Settled>> settled = Settled.of(tx, id);
            Tx.Later<List<InvoiceLine>> lines = Invoices.lines(tx, id);
            Tx.Later<List<InvoiceTax>> taxes = Invoices.taxes(tx, id);

            InvoiceHead invoice = locked.get().stream().findFirst().orElseThrow(() -> new Refusal(WorkCode.NOT_FOUND));
            invoice.refuseStale(tx.call());
            if (invoice.state().equals("cancelled")) {
                throw new Refusal(ReceivablesCode.ALREADY_CANCELLED);
            }
            invoice.requireInvoice("posted", "partly_paid", "paid");
            settled.get().forEach(Settled::refuse);
            Period period = month.get().requireOpen().requireHappened(tx, company);
            if (period.date().isBefore(invoice.invoiceDate())) {
                throw new Refusal(ReceivablesCode.DATE_BEFORE_DOCUMENT, invoice.invoiceDate());
            }
            settled.get().forEach(one -> one.refuse(period.date()));
            Invoice reversal = reverse(tx, company, period, invoice, lines.get(), taxes.get(), request.reason);
            events.publish(tx, EventType.INVOICE_CANCELLED, new Cancelled(id, invoice.number(), reversal.id(), reversal.number()));
            return reversal;
        });
    }

    private static Invoice reverse(Tx tx, Company company, Period period, InvoiceHead invoice, List<InvoiceLine> lines,
            List<InvoiceTax> taxes, @Nullable String reason) {
        List<InvoiceLine> negative = lines.stream().map(InvoiceLine::reversed).toList();
        List<InvoiceTax> negativeTaxes = taxes.stream().map(InvoiceTax::reversed).toList();
        InvoiceHead draft = new InvoiceHead(Ids.next(), InvoiceType.REVERSAL.code(), null, "draft", invoice.partnerId(), period.date(),
                invoice.supplyDate(), period.date(), invoice.currency(), invoice.shipToCountry(), invoice.net().negate(),
                invoice.tax().negate(), invoice.gross().negate(), null, invoice.id(), null, reason, 0);
        Invoices.write(tx, draft, negative, negativeTaxes);
        UUID entry = invoice.entryId() == null ? null : Journal.reverse(tx, company, period, invoice.entryId(), "sales_invoice", draft.id(),
                "Storno " + invoice.number());
        Coverage.giveBack(tx, invoice.id(), lines);
        Invoices.become(tx, invoice.id(), "cancelled");
        Posting.Posted posted = Posting.finish(tx, company, draft, period.date(), entry,
                company.money(invoice.gross()).abs(), null);
        Allocations.settleInFull(tx, period.date(), invoice.id(), draft.id());
        return posted.head().with(negative, negativeTaxes);
    }

    /** What webhooks are told. */
    private record Cancelled(UUID id, String number, UUID reversalId, String reversalNumber) implements Identified {
    }

    /**
     * When and why.
     *
     * @param date   of the reversing document; today when absent
     * @param reason printed on it
     */
    @Introspected
    record Request(@Nullable LocalDate date, @Nullable @Size(max = 2000) String reason) {
    }
}
