package erp.products.createproduct;

import erp.company.Companies;
import erp.products.Product;
import erp.products.ProductData;
import erp.products.Products;
import erp.web.Function;
import erp.work.Work;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;

/**
 * The company begins to sell something: goods that are kept in stock, or a service. Its number is the caller's, or one that nobody
 * has. Repeating creates nothing twice: the key recognises the request, and without it the number and the external id do.
 *
 * <p>Refused: 422 {@code unit_unknown}, {@code gtin_format}, {@code gtin_checksum}, {@code tracking_without_stock},
 * {@code serial_is_counted}; 409 {@code product_number_taken}, {@code product_external_id_taken}.
 */
@Controller
@Function(name = "create-product")
class CreateProduct {

    private final Work work;
    private final Companies companies;

    CreateProduct(Work work, Companies companies) {
        this.work = work;
        this.companies = companies;
    }

    @Post("/api/v1/products")
    @Status(HttpStatus.CREATED)
    HttpResponse<Product> create(@Body ProductData request) {
        return work.once(request, tx -> Products.create(tx, companies.of(tx), request));
    }
}
