package erp.ledger;

/** What an account measures. Assets and expenses grow on the debit side, the others on the credit side. */
public enum AccountType {
    ASSET,
    LIABILITY,
    EQUITY,
    INCOME,
    EXPENSE
}
