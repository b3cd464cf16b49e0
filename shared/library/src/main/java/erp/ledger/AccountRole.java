package erp.ledger;

/**
 * The accounts the code itself posts to. Revenue and tax accounts are not here: they belong to the tax rates
 * ({@code erp.tax.TaxTable}).
 */
public enum AccountRole {
    RECEIVABLES("1400", "1200"),
    PAYABLES("1600", "3300"),
    BANK("1200", "1800"),
    CASH("1000", "1600"),
    CASH_IN_TRANSIT("1360", "1460"),
    CUSTOMER_PREPAYMENTS("1710", "3250"),
    STOCK("3980", "1140"),
    /** Changes in stocks of goods: goods shipped, gains, losses and corrections of cost. */
    COST_OF_GOODS("3960", "5881"),
    DISCOUNTS_GRANTED_REDUCED("8731", "4731"),
    DISCOUNTS_GRANTED_STANDARD("8736", "4736"),
    EXCHANGE_GAIN("2660", "4840"),
    EXCHANGE_LOSS("2150", "6880"),
    BAD_DEBT_REDUCED("2401", "6931"),
    BAD_DEBT_STANDARD("2406", "6936"),
    INTEREST_INCOME("2650", "7100"),
    OTHER_INCOME("2700", "4830"),
    /** Differences of a few cents that nobody claims. */
    ROUNDING("4900", "6300"),
    OPENING("9000", "9000"),
    OPENING_RECEIVABLES("9008", "9008"),
    OPENING_PAYABLES("9009", "9009"),
    OPENING_TOTAL("9090", "9090");

    private final AccountNumbers numbers;

    AccountRole(String skr03, String skr04) {
        this.numbers = new AccountNumbers(skr03, skr04);
    }

    AccountNumbers numbers() {
        return numbers;
    }
}
