package erp.products.changeproduct;

import erp.company.Companies;
import erp.company.Company;
import erp.products.Product;
import erp.products.ProductData;
import erp.products.Products;
import erp.web.Function;
import erp.web.MergePatch;
import erp.work.Validity;
import erp.work.Work;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import java.util.UUID;

/**
 * What is known about a product changes: fields that are absent stay, an explicit null clears them, so that what the company or the
 * ERP assumes holds again (RFC 7396). Its unit, valuation and tracking are fixed by its first move. Orders keep the name and price
 * they were placed with. Repeating changes nothing more: the version has moved on.
 *
 * <p>Refused: 428 and 412 without the version that is changed; 404; 409 {@code uom_locked}, {@code valuation_locked},
 * {@code tracking_locked}, {@code stocked_locked}; then all that create-product refuses, and 422 {@code required} without a number.
 */
@Controller
@Function(name = "change-product")
class ChangeProduct {

    private final Work work;
    private final Companies companies;
    private final Validity validity;

    ChangeProduct(Work work, Companies companies, Validity validity) {
        this.work = work;
        this.companies = companies;
        this.validity = validity;
    }

    @Patch("/api/v1/products/{id}")
    HttpResponse<Product> change(@PathVariable UUID id, @Body MergePatch<ProductData> request) {
        return work.once(request, tx -> {
            tx.call().requireIfMatch();
            Company company = companies.of(tx);
            Product before = Products.lock(tx, id);
            before.refuseStale(tx.call());
            ProductData after = request.applyTo(before);
            Products.refuseLocked(tx, company, before, after);
            return Products.change(tx, company, before, validity.check(after));
        });
    }
}
