package erp.receivables.queryreceivables;

import erp.receivables.InvoiceLine;
import erp.receivables.InvoiceTax;
import erp.receivables.Invoices;
import erp.receivables.Parties;
import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
import erp.work.JsonText;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Versioned;
import erp.work.Work;
import erp.work.WorkCode;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.RequestBean;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** Invoices (380), credit notes (381) and reversing documents (384), as a list and one by one. */
@Controller
@Function(name = "query-receivables")
class SalesInvoices {

    private static final String SELECT = """
            select i.id, i.type, i.number, i.state, i.partner_id, p.name as partner_name, i.invoice_date, i.supply_date, i.due_date,
              i.currency,
                   i.ship_to_country, i.net, i.tax, i.gross, o.id as open_item_id, o.open, i.corrects_id, i.cancels_id, i.entry_id, i.note,
                   (select nullif(-sum(a.discount), 0) from receivables.allocations a
                     where a.company_id = i.company_id and a.credit_item = o.id) as cash_discount,
                   i.version, i.recorded_at, i.snapshot
              from receivables.invoices i
              join partners.partners p on p.company_id = i.company_id and p.id = i.partner_id
              left join receivables.open_items o on o.company_id = i.company_id and o.source_id = i.id
             where i.company_id = ?""";
    private static final Listing<Row> LIST = Listing.of(Row.class, SELECT, "id", "-id");

    private final Work work;
    private final JsonText json;

    SalesInvoices(Work work, JsonText json) {
        this.work = work;
        this.json = json;
    }

    /** The documents of all types, newest first unless sorted otherwise. */
    @Get("/api/v1/sales-invoices")
    Page<Row> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    /** One document with its lines and taxes. */
    @Get("/api/v1/sales-invoices/{id}")
    SalesInvoice get(@PathVariable UUID id) {
        return work.read(tx -> read(tx, id));
    }

    /** One credit note with its lines and taxes. */
    @Get("/api/v1/credit-notes/{id}")
    SalesInvoice creditNote(@PathVariable UUID id) {
        return work.read(tx -> {
            SalesInvoice document = read(tx, id);
            if (!document.type.equals("381")) {
                throw new Refusal(WorkCode.NOT_FOUND);
            }
            return document;
        });
    }

    private SalesInvoice read(Tx tx, UUID id) {
        Tx.Later<List<InvoiceLine>> lines = Invoices.lines(tx, id);
        Tx.Later<List<InvoiceTax>> taxes = Invoices.taxes(tx, id);
        Header header = tx.get(Header.class, SELECT + " and i.id = ?", tx.company(), id);
        return header.with(json.read(Parties.class, header.snapshot), lines.get(), taxes.get());
    }

    /**
     * A document in the list.
     *
     * @param open what of it nothing has settled: below zero what the customer is owed; absent for a draft
     */
    @Introspected
    record Row(UUID id, String type, @Nullable String number, String state, UUID partnerId, String partnerName, LocalDate invoiceDate,
               LocalDate supplyDate, LocalDate dueDate, String currency, BigDecimal net, BigDecimal tax, BigDecimal gross,
               @Nullable UUID openItemId, @Nullable BigDecimal open, @Nullable UUID correctsId, @Nullable UUID cancelsId, int version) {
    }

    private record Header(UUID id, String type, String number, String state, UUID partnerId, String partnerName, LocalDate invoiceDate,
                          LocalDate supplyDate, LocalDate dueDate, String currency, String shipToCountry, BigDecimal net, BigDecimal tax,
                          BigDecimal gross, UUID openItemId, BigDecimal open, UUID correctsId, UUID cancelsId, UUID entryId, String note,
                          BigDecimal cashDiscount, int version, Instant recordedAt, String snapshot) {

        SalesInvoice with(@Nullable Parties parties, List<InvoiceLine> lines, List<InvoiceTax> taxes) {
            return new SalesInvoice(id, type, number, state, partnerId, partnerName, invoiceDate, supplyDate, dueDate, currency,
                    shipToCountry, net,
                    tax, gross, openItemId, open, correctsId, cancelsId, entryId, note, cashDiscount, version, recordedAt,
                    parties, lines, taxes);
        }
    }

    /**
     * A document with its lines and taxes.
     *
     * @param parties seller, buyer and terms as they were frozen when it was posted; absent for a draft
     * @param cashDiscount gross, what a credit note has taken back of its invoice's cash discount
     */
    @Introspected
    record SalesInvoice(UUID id, String type, @Nullable String number, String state, UUID partnerId, String partnerName,
                        LocalDate invoiceDate,
                        LocalDate supplyDate, LocalDate dueDate, String currency, String shipToCountry, BigDecimal net, BigDecimal tax,
                        BigDecimal gross, @Nullable UUID openItemId, @Nullable BigDecimal open, @Nullable UUID correctsId,
                        @Nullable UUID cancelsId, @Nullable UUID entryId, @Nullable String note,
                        @Nullable BigDecimal cashDiscount, int version, Instant recordedAt,
                        @Nullable Parties parties, List<InvoiceLine> lines, List<InvoiceTax> taxes) implements Versioned {
    }
}
