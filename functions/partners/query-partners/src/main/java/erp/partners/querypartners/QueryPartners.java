package erp.partners.querypartners;

import erp.partners.Partner;
import erp.partners.Partners;
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

/** Customers and suppliers: {@code filter=customer eq true} finds the former. */
@Controller
@Function(name = "query-partners")
class QueryPartners {

    static final Listing<Row> LIST = Listing.of(Row.class, """
            select p.id, p.customer_number is not null customer, p.customer_number,
                   p.supplier_number is not null supplier, p.supplier_number,
                   p.name, p.street, p.postal_code, p.city, p.country, p.vat_id, p.email, p.phone, p.price_list, p.external_id, p.state,
                   p.version
              from partners.partners p where p.company_id = ?""", "id", "name");

    private final Work work;

    QueryPartners(Work work) {
        this.work = work;
    }

    @Get("/api/v1/partners")
    Page<Row> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    /** One customer or supplier. */
    @Get("/api/v1/partners/{id}")
    Partner one(@PathVariable UUID id) {
        return work.read(tx -> Partners.get(tx, id));
    }

    /** A partner in the list. */
    @Introspected
    record Row(UUID id, boolean customer, @Nullable Integer customerNumber, boolean supplier, @Nullable Integer supplierNumber, String name,
               String street, @Nullable String postalCode, String city, String country, @Nullable String vatId, @Nullable String email,
               @Nullable String phone, @Nullable String priceList, @Nullable String externalId, String state, int version) {
    }
}
