package erp.products.queryproducts;

import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.RequestBean;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.UUID;

/** The prices of a list, in the order they were set in. */
@Controller
@Function(name = "query-products")
class QueryPrices {

    static final Listing<Row> LIST = Listing.of(Row.class, """
            select p.n, p.product_id, i.number product_number, i.name product_name, p.min_quantity, i.unit, lower(p.valid) valid_from,
                   upper(p.valid) - 1 valid_to, p.price
              from products.prices p join products.products i on i.company_id = p.company_id and i.id = p.product_id
             where p.company_id = ? and p.price_list = ?""", "n", "n");

    private final Work work;

    QueryPrices(Work work) {
        this.work = work;
    }

    @Get("/api/v1/price-lists/{id}/prices")
    Page<Row> list(@PathVariable String id, @RequestBean ListQuery query) {
        return work.read(tx -> {
            tx.get(String.class, "select id from products.price_lists where company_id = ? and id = ?", tx.company(), id);
            return LIST.page(tx, query, id);
        });
    }

    /**
     * A price for one unit, without tax, in the list's currency.
     *
     * @param n       orders the prices, nothing else
     * @param validTo the last day; open when absent
     */
    @Introspected
    record Row(long n, UUID productId, String productNumber, String productName, BigDecimal minQuantity, String unit, LocalDate validFrom,
               @Nullable LocalDate validTo, BigDecimal price) {
    }
}
