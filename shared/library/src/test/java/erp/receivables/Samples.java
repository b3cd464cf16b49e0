package erp.receivables;

import static erp.money.Amounts.dec;

import erp.company.Company;
import erp.ledger.Chart;
import erp.ledger.Entry;
import erp.money.LineAmount;
import erp.money.Money;
import erp.tax.TaxCase;
import erp.tax.TaxCategory;
import erp.tax.TaxKey;
import erp.tax.TaxRegime;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** A company, lines and entries as the tests of receivables write them. */
final class Samples {

    static final UUID ID = new UUID(0, 1);
    static final UUID PARTNER = new UUID(0, 2);
    static final LocalDate DAY = LocalDate.of(2026, 11, 2);
    static final Map<TaxKey, TaxCase> CASES = Map.of(TaxKey.standard(19), TaxCase.STANDARD, TaxKey.standard(7), TaxCase.REDUCED,
            TaxKey.untaxed(TaxCategory.G), TaxCase.EXPORT, TaxKey.untaxed(TaxCategory.K), TaxCase.EU_SUPPLY,
            TaxKey.untaxed(TaxCategory.AE), TaxCase.EU_SERVICE);

    private Samples() {
    }

    static Company company(Chart chart) {
        return new Company(1, "Muster GmbH", "Hauptstraße 1", "10115", "Berlin", "DE", "EUR", "Europe/Berlin", chart, TaxRegime.STANDARD,
                "DE136695976", "30/123/45678", null, null, null, null, null, "fifo", LocalDate.of(2024, 1, 1));
    }

    static InvoiceLine line(int n, String quantity, String price, String discount, String category, int rate) {
        BigDecimal net = LineAmount.of(dec(quantity), dec(price), dec(discount), company(Chart.SKR04).money()).amount();
        return new InvoiceLine(n, null, null, null, null, null, null, "Ware", dec(quantity), "C62", dec(price), dec(discount), net,
                "standard", category, BigDecimal.valueOf(rate), rate == 0 ? "steuerfrei" : null);
    }

    static InvoiceLine line(String net, String category, int rate) {
        return line(1, "1", net, "0", category, rate);
    }

    static InvoiceTotals totals(InvoiceLine... lines) {
        return InvoiceTotals.of(company(Chart.SKR04), List.of(lines), CASES);
    }

    /** {@code account debit credit; category rate base box}, a line each. */
    static String text(Entry entry) {
        return entry.lines().stream().map(line -> "%s %s %s%s%s".formatted(line.account(), line.debit().amount(), line.credit().amount(),
                line.partner() == null ? "" : " partner", line.tax() == null ? "" : "; " + line.tax().category() + " "
                + line.tax().rate().toPlainString() + " " + line.tax()
                .base().amount() + (line.tax().box() == null ? "" : " box " + line.tax().box())))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    static Money difference(Entry entry) {
        return entry.lines().stream().map(line -> line.debit().minus(line.credit())).reduce(Money::plus).orElseThrow();
    }
}
