package erp.products;

import erp.company.Company;
import erp.numbering.NumberRange;
import erp.stock.Stock;
import erp.work.Ids;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.WorkCode;
import io.micronaut.core.annotation.Nullable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** What the functions about products share. */
public final class Products {

    private static final String SELECT = "select * from products.products where company_id = ? and ";
    private static final String NUMBER_PREFIX = "P-";

    /** A product, and whether it was created just now. */
    public record Found(Product product, boolean created) {
    }

    private Products() {
    }

    /** The product with this id, or 404. */
    public static Product get(Tx tx, UUID id) {
        return tx.get(Product.class, SELECT + "id = ?", tx.company(), id);
    }

    /** The same, held until the end of the transaction. */
    public static Product lock(Tx tx, UUID id) {
        return tx.get(Product.class, SELECT + "id = ? for no key update", tx.company(), id);
    }

    /**
     * Creates a product.
     *
     * @param data passed Bean Validation
     * @throws Refusal 422 as {@link ProductData#check} says; 409 {@code product_number_taken}, {@code product_external_id_taken}
     */
    public static Product create(Tx tx, Company company, ProductData data) {
        data.check();
        UUID id = Ids.next();
        tx.write("""
                insert into products.products (company_id, id, number, name, description, unit, tax_class, valuation, tracking, stocked,
                                               gtin, state, external_id)
                values (?, ?, ?, ?, ?, ?, lower(?), ?, lower(?), ?, ?, lower(?), ?)""",
                tx.company(), id, data.number() == null ? draw(tx, id) : data.number(), data.name(), data.description(), data.unit(),
                data.taxClass(), valuation(company, data), data.tracked(), data.isStocked(), data.gtin(), data.stateOrActive(),
                data.externalId());
        Product product = get(tx, id);
        return tx.dryRun() ? product.numbered(data.number()) : product;
    }

    /**
     * Finds the product with the data's external id, or creates it: an import can be repeated.
     *
     * @param data passed Bean Validation, and has an external id
     */
    public static Found findOrCreate(Tx tx, Company company, ProductData data) {
        Optional<Product> known = tx.find(Product.class, SELECT + "external_id = ?", tx.company(), data.externalId());
        return known.map(product -> new Found(product, false)).orElseGet(() -> new Found(create(tx, company, data), true));
    }

    /**
     * Refuses to change what its stock has been counted, valued and told apart by.
     *
     * @param before the product, locked
     * @throws Refusal 409 {@code uom_locked}, {@code valuation_locked}, {@code tracking_locked}, {@code stocked_locked} once it has moved
     */
    public static void refuseLocked(Tx tx, Company company, Product before, ProductData after) {
        ProductsCode code = locked(company, before, after);
        if (code != null && Stock.hasMoved(tx, before.id())) {
            throw new Refusal(code, before.name());
        }
    }

    /** What a change would touch that is fixed by the first move, or null. */
    static @Nullable ProductsCode locked(Company company, Product before, ProductData after) {
        if (!before.unit().equals(after.unit())) {
            return ProductsCode.UOM_LOCKED;
        }
        if (!before.valuation().equals(valuation(company, after))) {
            return ProductsCode.VALUATION_LOCKED;
        }
        if (!before.tracking().equalsIgnoreCase(after.tracked().name())) {
            return ProductsCode.TRACKING_LOCKED;
        }
        return before.stocked() == after.isStocked() ? null : ProductsCode.STOCKED_LOCKED;
    }

    /**
     * Changes a product.
     *
     * @param before the product, locked
     * @param data   what it becomes; passed Bean Validation
     * @throws Refusal as {@link #create}; 422 {@code required} without a number
     */
    public static Product change(Tx tx, Company company, Product before, ProductData data) {
        data.check();
        if (data.number() == null) {
            throw new Refusal(List.of(new Refusal.Field("/number", WorkCode.REQUIRED)), WorkCode.REQUIRED);
        }
        tx.write("""
                update products.products
                   set number = ?, name = ?, description = ?, unit = ?, tax_class = lower(?), valuation = ?, tracking = lower(?),
                       stocked = ?, gtin = ?, state = lower(?), external_id = ?,
                       version = version + 1, changed_at = now(), changed_by = platform.actor()
                 where company_id = ? and id = ?""",
                data.number(), data.name(), data.description(), data.unit(), data.taxClass(), valuation(company, data), data.tracked(),
                data.isStocked(), data.gtin(), data.stateOrActive(), data.externalId(), tx.company(), before.id());
        return get(tx, before.id());
    }

    private static String valuation(Company company, ProductData data) {
        return data.valuation() == null ? company.valuation() : data.valuation().name().toLowerCase(Locale.ROOT);
    }

    /** The next number that nobody has chosen by hand; in a dry run the id stands in its place. */
    private static String draw(Tx tx, UUID id) {
        String number;
        do {
            number = NumberRange.PRODUCT.drawLoose(tx, NUMBER_PREFIX).get();
        } while (number != null && tx.find(Product.class, SELECT + "number = ?", tx.company(), number).isPresent());
        return number == null ? id.toString() : number;
    }
}
