package erp.products.queryproducts;

import erp.products.Product;
import erp.products.Products;
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
import java.util.UUID;

/** What the company sells. */
@Controller
@Function(name = "query-products")
class QueryProducts {

    static final Listing<Row> LIST = Listing.of(Row.class, """
            select p.id, p.number, p.name, p.unit, p.tax_class, p.valuation, p.tracking, p.stocked, p.gtin, p.state, p.external_id,
                   p.version
              from products.products p where p.company_id = ?""", "id", "number");

    private final Work work;

    QueryProducts(Work work) {
        this.work = work;
    }

    @Get("/api/v1/products")
    Page<Row> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    /** One product. */
    @Get("/api/v1/products/{id}")
    Product one(@PathVariable UUID id) {
        return work.read(tx -> Products.get(tx, id));
    }

    /** A product in the list. */
    @Introspected
    record Row(UUID id, String number, String name, String unit, String taxClass, String valuation, String tracking, boolean stocked,
               @Nullable String gtin, String state, @Nullable String externalId, int version) {
    }
}
