package erp.tax;

import erp.money.Rounding;
import erp.work.Refusal;
import java.math.BigDecimal;

/**
 * What the lines of a document are grouped by: category and rate (EN 16931 BG-23).
 *
 * @param rate in percent, without trailing zeros
 */
public record TaxKey(TaxCategory category, BigDecimal rate) {

    /** Refuses with {@code rate_category} a rate on a category that has none, and none on S. */
    public TaxKey {
        rate = Rounding.normal(rate);
        if (rate.signum() < 0 || category.isTaxed() != rate.signum() > 0) {
            throw new Refusal(TaxCode.RATE_CATEGORY, category, rate.toPlainString());
        }
    }

    public static TaxKey standard(int rate) {
        return new TaxKey(TaxCategory.S, BigDecimal.valueOf(rate));
    }

    public static TaxKey untaxed(TaxCategory category) {
        return new TaxKey(category, BigDecimal.ZERO);
    }

    /** {@code S 19 %}. */
    @Override
    public String toString() {
        return category + " " + rate.toPlainString() + " %";
    }
}
