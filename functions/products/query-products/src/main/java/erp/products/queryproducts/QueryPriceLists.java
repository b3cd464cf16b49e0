package erp.products.queryproducts;

import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
import erp.work.Versioned;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.RequestBean;

/** The price lists; {@code standard} holds for everybody who has none of their own. */
@Controller
@Function(name = "query-products")
class QueryPriceLists {

    private static final String SELECT = """
            select l.id, l.name, l.currency, l.version,
                   (select count(*) from products.prices p where p.company_id = l.company_id and p.price_list = l.id) prices
              from products.price_lists l where l.company_id = ?""";
    static final Listing<PriceList> LIST = Listing.of(PriceList.class, SELECT, "id", "id");

    private final Work work;

    QueryPriceLists(Work work) {
        this.work = work;
    }

    @Get("/api/v1/price-lists")
    Page<PriceList> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    /** One price list. */
    @Get("/api/v1/price-lists/{id}")
    PriceList one(@PathVariable String id) {
        return work.read(tx -> tx.get(PriceList.class, SELECT + " and l.id = ?", tx.company(), id));
    }

    /** A price list; {@code prices} counts them. */
    @Introspected
    record PriceList(String id, String name, String currency, int prices, int version) implements Versioned {
    }
}
