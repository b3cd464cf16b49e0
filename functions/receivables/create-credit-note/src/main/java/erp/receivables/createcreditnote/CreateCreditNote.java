package erp.receivables.createcreditnote;

import erp.company.Companies;
import erp.company.Company;
import erp.ledger.Entry;
import erp.ledger.Journal;
import erp.ledger.Period;
import erp.receivables.Invoice;
import erp.receivables.InvoiceEntry;
import erp.receivables.InvoiceHead;
import erp.receivables.InvoiceLine;
import erp.receivables.InvoiceTax;
import erp.receivables.InvoiceTotals;
import erp.receivables.InvoiceType;
import erp.receivables.Invoices;
import erp.receivables.Posting;
import erp.receivables.ReceivablesCode;
import erp.tax.TaxCase;
import erp.tax.TaxKey;
import erp.web.Decimal;
import erp.web.Function;
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
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A part of a posted invoice is taken back by a credit note (type 381) that refers to it and states what is given back in amounts above
 * zero: goods by their quantity, a lower price by its net amount. It is posted at once: number, entry with the sides of the invoice
 * changed, and an open item that the customer is owed. The tax is that of the invoice's day of supply, half up on this document alone
 * (BR-CO-17). Of a cash discount that the invoice was granted it takes its share back: so much less is owed to the customer, who did
 * not pay it.
 *
 * <p>Refused: 409 {@code invoice_state}, {@code period_closed}, {@code date_order}; 422 {@code unknown_invoice},
 * {@code unknown_invoice_line}, {@code quantity_or_amount}, {@code credit_exceeds_invoice}, {@code date_before_document},
 * {@code date_out_of_books}, {@code date_ahead}.
 */
@Controller
@Function(name = "create-credit-note")
class CreateCreditNote {

    private final Work work;
    private final Companies companies;

    CreateCreditNote(Work work, Companies companies) {
        this.work = work;
        this.companies = companies;
    }

    @Post("/api/v1/credit-notes")
    @Status(HttpStatus.CREATED)
    HttpResponse<Invoice> create(@Body Request request) {
        return work.once(request, tx -> {
            Company company = companies.of(tx);
            UUID id = request.invoiceId;
            LocalDate date = company.date(request.date, tx.now());
            Tx.Later<Period> month = Period.later(tx, company, "select ?::date from receivables.invoices where company_id = ? and id = ?",
                    date, tx.company(), id);
            Tx.Later<List<InvoiceHead>> locked = Invoices.lock(tx, id);
            Tx.Later<List<InvoiceLine>> lines = Invoices.lines(tx, id);
            Tx.Later<List<InvoiceTax>> taxes = Invoices.taxes(tx, id);
            Tx.Later<List<Crediting.Credited>> credited = Crediting.credited(tx, id);
            Tx.Later<List<TakenBack.Granted>> granted = TakenBack.granted(tx, id);

            InvoiceHead invoice = locked.get().stream().findFirst().orElseThrow(() -> new Refusal(
                    List.of(new Refusal.Field("/invoiceId", ReceivablesCode.UNKNOWN_INVOICE)), ReceivablesCode.UNKNOWN_INVOICE));
            invoice.requireInvoice("posted", "partly_paid", "paid");
            Period period = month.get().requireOpen().requireHappened(tx, company);
            if (period.date().isBefore(invoice.invoiceDate())) {
                throw new Refusal(ReceivablesCode.DATE_BEFORE_DOCUMENT, invoice.invoiceDate());
            }
            Crediting crediting = new Crediting(company, lines.get(), credited.get());
            List<InvoiceLine> parts = crediting.take(request.lines);
            crediting.write(tx, id);
            Map<TaxKey, TaxCase> cases = taxes.get().stream().collect(Collectors.toMap(InvoiceTax::key, InvoiceTax::decidedBy));
            InvoiceTotals totals = InvoiceTotals.of(company, parts, cases);
            TakenBack discount = TakenBack.of(granted.get(), period.date(), company.money(totals.gross()), crediting.isAll());
            return post(tx, company, period, invoice, parts, totals, discount, request.reason);
        });
    }

    private static Invoice post(Tx tx, Company company, Period period, InvoiceHead invoice, List<InvoiceLine> lines, InvoiceTotals totals,
            TakenBack discount, @Nullable String reason) {
        InvoiceHead draft = new InvoiceHead(Ids.next(), InvoiceType.CREDIT_NOTE.code(), null, "draft", invoice.partnerId(), period.date(),
                invoice.supplyDate(), period.date(), invoice.currency(), invoice.shipToCountry(), totals.net(), totals.tax(),
                totals.gross(), invoice.id(), null, null, reason, 0);
        Invoices.write(tx, draft, lines, totals.taxes());
        Entry entry = InvoiceEntry.document(company, InvoiceType.CREDIT_NOTE, draft.id(), "Gutschrift zu " + invoice.number(),
                invoice.partnerId(), invoice.supplyDate(), totals.taxes());
        UUID entryId = entry.lines().isEmpty() ? null : Journal.post(tx, company, period, entry);
        UUID discountEntry = discount.post(tx, company, period, invoice, totals.taxes());
        Posting.Posted posted = Posting.finish(tx, company, draft, period.date(), entryId, discount.amount(), null);
        discount.write(tx, posted.openItem(), period.date(), discountEntry);
        return posted.head().with(lines, totals.taxes(), discount.amount().isZero() ? null : discount.amount().amount());
    }

    /**
     * What is credited.
     *
     * @param invoiceId the posted invoice
     * @param date      of the credit note; today when absent
     * @param reason    printed on it
     */
    @Introspected
    record Request(UUID invoiceId, @Nullable LocalDate date, @Nullable @Size(max = 2000) String reason,
                   @Size(min = 1, max = 1000) List<@Valid Line> lines) {
    }

    /**
     * A part of a line of the invoice: either a quantity of it or a net amount.
     *
     * @param line     the number of the invoice's line
     * @param quantity what comes back, at the price it was invoiced at; the last of it brings all that is left of the line's net
     * @param amount   net
     */
    @Introspected
    record Line(int line, @Nullable @Decimal(scale = 6, min = "0.000001", max = "999999999") BigDecimal quantity,
                @Nullable @Decimal(min = "0.01", max = "999999999999.99") BigDecimal amount) {
    }
}
