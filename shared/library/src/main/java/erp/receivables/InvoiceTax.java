package erp.receivables;

import erp.company.Company;
import erp.tax.TaxCase;
import erp.tax.TaxCategory;
import erp.tax.TaxKey;
import erp.tax.TaxRate;
import erp.tax.TaxTable;
import erp.tax.TaxTotals;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Locale;

/**
 * The tax of one category and rate of a document (EN 16931 BG-23), as it is stored and answered.
 *
 * @param taxCase with the day of supply it gives the accounts and the boxes of the VAT return
 * @param basis   the net amount (BT-116)
 * @param tax     half up on the basis (BT-117, BR-CO-17)
 * @param reason  why there is no tax (BT-120)
 */
@Introspected
public record InvoiceTax(String category, BigDecimal rate, String taxCase, BigDecimal basis, BigDecimal tax, @Nullable String reason) {

    /** A group of a document's totals with what decided on it. */
    static InvoiceTax of(TaxTotals.Group group, TaxCase taxCase, @Nullable String reason) {
        return new InvoiceTax(group.key().category().name(), group.key().rate(), taxCase.name().toLowerCase(Locale.ROOT),
                group.basis().amount(), group.tax().amount(), reason);
    }

    public TaxKey key() {
        return new TaxKey(TaxCategory.valueOf(category), rate);
    }

    /** The case itself. */
    public TaxCase decidedBy() {
        return TaxCase.valueOf(taxCase.toUpperCase(Locale.ROOT));
    }

    /** What the case means on the day of supply. */
    TaxRate at(LocalDate supplyDate) {
        return TaxTable.germany().at(decidedBy(), supplyDate);
    }

    /** The group as what a cash discount is split by. */
    TaxTotals.Group group(Company company) {
        return new TaxTotals.Group(key(), company.money(basis), company.money(BigDecimal.ZERO), company.money(basis), company.money(tax));
    }

    /** The same group of the document that takes it back. */
    public InvoiceTax reversed() {
        return new InvoiceTax(category, rate, taxCase, basis.negate(), tax.negate(), reason);
    }
}
