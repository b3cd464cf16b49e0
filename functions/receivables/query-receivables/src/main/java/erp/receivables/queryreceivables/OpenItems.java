package erp.receivables.queryreceivables;

import erp.company.Companies;
import erp.web.AsOf;
import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.RequestBean;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * What customers owe (above zero) and are owed (below zero): now, or on a date and by what was known at a time. What is settled is not
 * listed.
 */
@Controller
@Function(name = "query-receivables")
class OpenItems {

    private static final String COLUMNS = """
            o.id, o.partner_id, o.source_type, o.source_id, v.type as document_type, v.number, m.reference, o.business_date, o.due_date,
            o.currency, o.amount""";
    private static final String SOURCES = """
            left join receivables.invoices v on v.company_id = o.company_id and v.id = o.source_id
            left join receivables.payments m on m.company_id = o.company_id and m.id = o.source_id""";
    private static final Listing<Row> NOW = Listing.of(Row.class, """
            select %s, o.open from receivables.open_items o %s where o.company_id = ? and o.open <> 0""".formatted(COLUMNS, SOURCES),
            "id", "dueDate");
    // An item is its amount less what had settled it by then; nothing of it is stored, so it cannot drift.
    private static final Listing<Row> THEN = Listing.of(Row.class, """
            with at (company_id, day, known) as (values (?::integer, ?::date, ?::timestamptz)),
            taken (item, amount) as (
                select t.item, sum(t.amount)
                  from at
                  join receivables.allocations a
                    on a.company_id = at.company_id and a.business_date <= at.day and a.recorded_at <= at.known
                  cross join lateral (values (a.debit_item, a.amount + a.discount), (a.credit_item, -a.amount)) t (item, amount)
                 group by t.item)
            select %s, o.amount - coalesce(t.amount, 0) as open
              from at
              join receivables.open_items o
                on o.company_id = at.company_id and o.business_date <= at.day and o.recorded_at <= at.known
              left join taken t on t.item = o.id %s
             where o.amount <> coalesce(t.amount, 0)""".formatted(COLUMNS, SOURCES), "id", "dueDate");

    private final Work work;
    private final Companies companies;

    OpenItems(Work work, Companies companies) {
        this.work = work;
        this.companies = companies;
    }

    /**
     * The open items, the earliest due first unless sorted otherwise.
     *
     * @param asOf    the last business date that counts; with {@code knownAt} alone the company's today
     * @param knownAt what was recorded later does not count; at least 30 seconds ago
     */
    @Get("/api/v1/open-items")
    Page<Row> list(@RequestBean ListQuery query, @Nullable @QueryValue LocalDate asOf, @Nullable @QueryValue Instant knownAt) {
        return work.read(tx -> {
            if (asOf == null && knownAt == null) {
                return NOW.page(tx, query);
            }
            AsOf times = AsOf.of(tx, companies.of(tx).date(tx.now()), asOf, knownAt);
            return THEN.page(tx, query, times.date(), times.recordedUntil());
        });
    }

    /**
     * An open item.
     *
     * @param sourceType   {@code sales_invoice} or {@code payment}
     * @param documentType 380, 381 or 384; absent for a payment
     * @param number       of the document; absent for a payment
     * @param reference    of the payment
     * @param amount       all of it
     * @param open         what nothing has settled
     */
    @Introspected
    record Row(UUID id, UUID partnerId, String sourceType, UUID sourceId, @Nullable String documentType, @Nullable String number,
               @Nullable String reference, LocalDate businessDate, LocalDate dueDate, String currency, BigDecimal amount, BigDecimal open) {
    }
}
