package erp.receivables;

import erp.company.Company;
import erp.tax.Allowance;
import erp.tax.PriceBasis;
import erp.tax.TaxCalculation;
import erp.tax.TaxCase;
import erp.tax.TaxKey;
import erp.tax.TaxTotals;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a document amounts to, by EN 16931: from its lines alone. */
public record InvoiceTotals(BigDecimal net, BigDecimal tax, BigDecimal gross, List<InvoiceTax> taxes) {

    /**
     * Adds up the lines and computes the tax of each group.
     *
     * @param cases what decided on the tax of each category and rate
     */
    public static InvoiceTotals of(Company company, List<InvoiceLine> lines, Map<TaxKey, TaxCase> cases) {
        TaxTotals totals = TaxCalculation.of(PriceBasis.NET, company.money(), lines.stream().map(line -> line.taxable(company)).toList(),
                Allowance.NONE);
        List<InvoiceTax> taxes = totals.groups().stream().map(group -> InvoiceTax.of(group, cases.get(group.key()), lines.stream()
                .filter(line -> line.key().equals(group.key())).map(InvoiceLine::taxNote).filter(Objects::nonNull)
                .findFirst().orElse(null))).toList();
        return new InvoiceTotals(totals.basis().amount(), totals.tax().amount(), totals.gross().amount(), taxes);
    }
}
