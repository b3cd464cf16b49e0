package erp.ledger;

import erp.csv.Csv;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The two charts of accounts German companies use, as published by DATEV: SKR03 is ordered by business process, SKR04
 * by the annual statement. A company chooses one when it is set up.
 */
public enum Chart {
    SKR03,
    SKR04;

    private final List<Account> accounts = Csv.resource(Chart.class, "chart.csv").stream()
            .filter(row -> !number(row).isEmpty())
            .map(row -> new Account(number(row), AccountType.valueOf(row.get("type").toUpperCase(Locale.ROOT)),
            row.get("name_de"), row.get("name_en")))
            .toList();

    /** The accounts a new company starts with. */
    public List<Account> accounts() {
        return accounts;
    }

    /** The number of the account that plays a role. */
    public String number(AccountRole role) {
        return role.numbers().in(this);
    }

    private String number(Map<String, String> row) {
        return row.get(name().toLowerCase(Locale.ROOT));
    }
}
