package erp.tax;

import erp.csv.Csv;
import erp.ledger.AccountNumbers;
import erp.work.Refusal;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tax rates of a country with their validity. The day of supply decides (§ 27 (1) UStG), not that of the invoice. */
public final class TaxTable {

    private static final TaxTable GERMANY = new TaxTable(Csv.resource(TaxTable.class, "germany.csv"));

    private final List<TaxRate> rates;

    private TaxTable(List<Map<String, String>> rows) {
        this.rates = rows.stream().map(TaxTable::rate).toList();
    }

    /** § 12 and § 4 UStG; accounts and boxes as in the charts and the form of 2026. */
    public static TaxTable germany() {
        return GERMANY;
    }

    public List<TaxRate> rates() {
        return rates;
    }

    /** What a case means on the day of supply; refuses with {@code rate_not_valid_on_date}. */
    public TaxRate at(TaxCase taxCase, LocalDate supplyDate) {
        return rates.stream().filter(rate -> rate.taxCase() == taxCase && rate.covers(supplyDate)).findFirst()
                .orElseThrow(() -> new Refusal(TaxCode.RATE_NOT_VALID_ON_DATE, taxCase.name().toLowerCase(Locale.ROOT), supplyDate));
    }

    /** Whether some supply is taxed so on that day. */
    public boolean knows(TaxKey key, LocalDate supplyDate) {
        return rates.stream().anyMatch(rate -> rate.key().equals(key) && rate.covers(supplyDate));
    }

    private static TaxRate rate(Map<String, String> row) {
        return new TaxRate(
                TaxCase.valueOf(row.get("case").toUpperCase(Locale.ROOT)),
                new TaxKey(TaxCategory.valueOf(row.get("category")), new BigDecimal(row.get("rate"))),
                LocalDate.parse(row.get("from")),
                row.get("until").isEmpty() ? LocalDate.MAX : LocalDate.parse(row.get("until")),
                accounts(row, "revenue"), accounts(row, "discount"), accounts(row, "output"),
                row.get("basis_box"), row.get("tax_box"), row.get("vatex"), row.get("reason_de"), row.get("reason_en"));
    }

    private static AccountNumbers accounts(Map<String, String> row, String use) {
        return new AccountNumbers(row.get(use + "03"), row.get(use + "04"));
    }
}
