package erp.receivables.postinvoice;

import erp.company.Companies;
import erp.company.Company;
import erp.ledger.Entry;
import erp.ledger.Journal;
import erp.ledger.Period;
import erp.money.Money;
import erp.receivables.Coverage;
import erp.receivables.InvoiceEntry;
import erp.receivables.InvoiceHead;
import erp.receivables.InvoiceLine;
import erp.receivables.InvoiceTax;
import erp.receivables.InvoiceType;
import erp.receivables.Invoices;
import erp.receivables.MandatoryFields;
import erp.receivables.Parties;
import erp.receivables.Posting;
import erp.tax.TaxRules;
import erp.tax.TaxTable;
import erp.web.Function;
import erp.webhooks.EventType;
import erp.webhooks.Events;
import erp.work.Identified;
import erp.work.JsonText;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Versioned;
import erp.work.Work;
import erp.work.WorkCode;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * An invoice becomes binding: seller, buyer and terms are frozen as they are now, the customer owes its amount, revenue and tax are
 * in the books, and its orders are closed where all is delivered and invoiced. Its number is drawn last, dense and in the order of
 * the invoices' dates; a repetition of the request gets the same number.
 *
 * <p>Refused: 404; 412 {@code version_stale}; 409 {@code invoice_state}, {@code period_closed}, {@code date_order}; 422
 * {@code date_out_of_books}, {@code date_ahead}, {@code tax_regime}, {@code rate_not_valid_on_date}, {@code BR-IC-02},
 * {@code BR-O-11}, {@code BR-AE-10},
 * {@code exemption_reason_missing}, {@code mandatory_field_missing}, {@code number_range_exhausted}.
 */
@Controller
@Function(name = "post-invoice")
class PostInvoice {

    private final Work work;
    private final Companies companies;
    private final JsonText json;
    private final Events events;

    PostInvoice(Work work, Companies companies, JsonText json, Events events) {
        this.work = work;
        this.companies = companies;
        this.json = json;
        this.events = events;
    }

    @Post("/api/v1/sales-invoices/{id}/post")
    HttpResponse<Response> post(@PathVariable UUID id, @Nullable @Body Request request) {
        return work.once(request == null ? new Request() : request, tx -> {
            Company company = companies.of(tx);
            // One round trip: the month, the invoice and its orders are locked and everything is read.
            Tx.Later<Period> month = Period.later(tx, company,
                    "select invoice_date from receivables.invoices where company_id = ? and id = ?",
                    tx.company(), id);
            Tx.Later<List<InvoiceHead>> locked = Invoices.lock(tx, id);
            Tx.Later<List<InvoiceLine>> lines = Invoices.lines(tx, id);
            Tx.Later<List<InvoiceTax>> taxes = Invoices.taxes(tx, id);
            Tx.Later<List<Parties.Customer>> customers = Parties.customers(tx,
                    "select partner_id from receivables.invoices where company_id = ? and id = ?", tx.company(), id);

            InvoiceHead invoice = locked.get().stream().findFirst().orElseThrow(() -> new Refusal(WorkCode.NOT_FOUND));
            invoice.refuseStale(tx.call());
            invoice.requireInvoice("draft");
            Period period = month.get().requireOpen().requireHappened(tx, company);
            Parties.Customer customer = customers.get().getFirst();
            Parties parties = Parties.of(company, customer);
            check(company, customer, invoice, lines.get());
            MandatoryFields.require(parties, lines.get(), taxes.get());

            Entry entry = InvoiceEntry.document(company, InvoiceType.INVOICE, id, "Rechnung " + customer.name(), customer.id(),
                    invoice.supplyDate(), taxes.get());
            UUID entryId = entry.lines().isEmpty() ? null : Journal.post(tx, company, period, entry);
            Coverage.close(tx, id, lines.get());
            return events.publish(tx, EventType.INVOICE_POSTED, Response.of(Posting.finish(tx, company, invoice,
                    customer.due(invoice.invoiceDate()), entryId, Money.zero(company.money()), json.of(parties))));
        });
    }

    /** The rules of tax once more: the company or the customer may have changed since the draft was made. */
    private static void check(Company company, Parties.Customer customer, InvoiceHead invoice, List<InvoiceLine> lines) {
        TaxRules.check(TaxTable.germany(), new TaxRules.Document(company.taxRegime(), invoice.supplyDate(), customer.vatId() != null,
                lines.stream().map(line -> new TaxRules.Line(line.key(), line.taxNote())).toList()));
    }

    /** Nothing needs to be said. */
    @Introspected
    record Request() {
    }

    /**
     * The invoice as posted.
     *
     * @param state      posted; paid at once when it amounts to nothing
     * @param entryId    its entry in the journal
     * @param openItemId what the customer owes
     */
    @Introspected
    record Response(UUID id, @Nullable String number, String state, LocalDate invoiceDate, LocalDate dueDate, BigDecimal net,
                    BigDecimal tax, BigDecimal gross, String currency, @Nullable UUID entryId, @Nullable UUID openItemId, int version)
            implements Identified, Versioned {

        static Response of(Posting.Posted posted) {
            InvoiceHead head = posted.head();
            return new Response(head.id(), head.number(), head.state(), head.invoiceDate(), head.dueDate(), head.net(), head.tax(),
                    head.gross(), head.currency(), head.entryId(), posted.openItem(), head.version());
        }
    }
}
