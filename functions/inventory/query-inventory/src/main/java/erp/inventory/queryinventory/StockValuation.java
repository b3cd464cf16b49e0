package erp.inventory.queryinventory;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import erp.company.Companies;
import erp.company.Company;
import erp.ledger.AccountRole;
import erp.web.AsOf;
import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
import erp.work.Tx;
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
import java.util.List;
import java.util.UUID;

/** What the stock is worth. */
@Controller
@Function(name = "query-inventory")
class StockValuation {

    private static final String ROWS = """
            select v.product_id, p.number as product_number, p.unit, p.valuation, sum(v.quantity) as quantity,
                   sum(v.value) as value
              from inventory.value_layers v
              join products.products p on p.company_id = v.company_id and p.id = v.product_id
             where v.company_id = ? and v.business_date <= ? and v.recorded_at <= ?
             group by v.product_id, p.number, p.unit, p.valuation
            having sum(v.quantity) <> 0 or sum(v.value) <> 0""";
    private static final Listing<Row> LIST = Listing.of(Row.class, ROWS, "productId", "productNumber");

    private final Work work;
    private final Companies companies;

    StockValuation(Work work, Companies companies) {
        this.work = work;
        this.companies = companies;
    }

    /**
     * Quantity and value of the products in stock, and the total of all of them, on every page the same. The total is the balance of
     * the stock account on that day, as far as nobody posts to that account by hand.
     *
     * @param asOf    the last business date that counts; the company's today when absent
     * @param knownAt what was recorded later does not count; at least 30 seconds ago
     */
    @Get("/api/v1/stock-valuation")
    Valuation get(@RequestBean ListQuery query, @Nullable @QueryValue LocalDate asOf, @Nullable @QueryValue Instant knownAt) {
        return work.read(tx -> {
            Company company = companies.of(tx);
            AsOf then = AsOf.of(tx, company.date(tx.now()), asOf, knownAt);
            Tx.Later<List<BigDecimal>> total = tx.later(BigDecimal.class, """
                    select coalesce(sum(value), 0) from inventory.value_layers
                     where company_id = ? and business_date <= ? and recorded_at <= ?""", tx.company(), then.date(), then.recordedUntil());
            Page<Row> page = LIST.page(tx, query, then.date(), then.recordedUntil());
            return new Valuation(then.date(), then.knownAt(), company.account(AccountRole.STOCK), company.currency(),
                    company.money(total.get().getFirst()).amount(), page.items(), page.next());
        });
    }

    /**
     * The value of a product in stock.
     *
     * @param valuation fifo or average
     * @param value     in the company's currency
     */
    @Introspected
    record Row(UUID productId, String productNumber, String unit, String valuation, BigDecimal quantity, BigDecimal value) {
    }

    /**
     * The value of the stock.
     *
     * @param asOf    the day it is for; the company's today unless asked for another
     * @param knownAt what was recorded later does not count; absent when everything does
     * @param account the stock account
     * @param total   of all products, also of those on other pages
     * @param items   rows as {@link Listing} gives them: with {@code fields}, only parts of rows
     * @param next    the cursor of the following page; absent on the last
     */
    @Introspected
    record Valuation(LocalDate asOf, @Nullable Instant knownAt, String account, String currency, BigDecimal total,
                     @JsonSerialize(contentAs = Object.class) List<Row> items, @Nullable String next) {
    }
}
