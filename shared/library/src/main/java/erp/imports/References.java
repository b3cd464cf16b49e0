package erp.imports;

import erp.products.ProductsCode;
import erp.sales.SalesCode;
import erp.work.Code;
import erp.work.Refusal;
import erp.work.Tx;
import java.util.List;
import java.util.UUID;

/** What rows name by the names that people and other systems use. */
final class References {

    private References() {
    }

    /**
     * The product with this number, else with this external id.
     *
     * @throws Refusal 422 {@code unknown_product}
     */
    static UUID product(Tx tx, String name) {
        return first(tx.list(UUID.class, """
                select id from products.products where company_id = ? and (number = ? or external_id = ?) order by number = ? desc""",
                tx.company(), name, name, name), "/product", ProductsCode.UNKNOWN_PRODUCT);
    }

    /**
     * The customer with this external id, else with this customer number.
     *
     * @throws Refusal 422 {@code unknown_partner}
     */
    static UUID partner(Tx tx, String name) {
        return first(tx.list(UUID.class, """
                select id from partners.partners where company_id = ? and (external_id = ? or customer_number::text = ?)
                 order by external_id is not distinct from ? desc""", tx.company(), name, name, name),
                "/partner", SalesCode.UNKNOWN_PARTNER);
    }

    private static UUID first(List<UUID> found, String pointer, Code code) {
        return found.stream().findFirst().orElseThrow(() -> new Refusal(List.of(new Refusal.Field(pointer, code)), code));
    }
}
