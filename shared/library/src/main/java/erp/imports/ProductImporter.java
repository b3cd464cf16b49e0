package erp.imports;

import erp.company.Companies;
import erp.csv.Csv;
import erp.products.ProductData;
import erp.products.Products;
import erp.work.Tx;
import jakarta.inject.Singleton;
import java.util.List;

/** Products: the columns are the fields of {@code POST /api/v1/products}. */
@Singleton
class ProductImporter implements Importer<ProductData> {

    private final ImportRecords records;
    private final Companies companies;

    ProductImporter(ImportRecords records, Companies companies) {
        this.records = records;
        this.companies = companies;
    }

    @Override
    public Kind kind() {
        return Kind.PRODUCTS;
    }

    @Override
    public List<String> columns() {
        return ImportRecords.columns(ProductData.class);
    }

    @Override
    public ProductData read(ImportTable table, List<Csv.Row> rows) {
        ProductData product = records.read(table, rows.getFirst(), ProductData.class);
        Importer.requireExternalId(product.externalId());
        return product.check();
    }

    @Override
    public List<String> known(Tx tx, List<String> externalIds) {
        return tx.list(String.class, "select external_id from products.products where company_id = ? and external_id = any(?)",
                tx.company(),
                externalIds);
    }

    @Override
    public boolean bring(Tx tx, ProductData product) {
        return Products.findOrCreate(tx, companies.of(tx), product).created();
    }
}
