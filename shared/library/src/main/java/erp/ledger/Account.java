package erp.ledger;

/**
 * An account of a chart.
 *
 * @param number as printed, with leading zeros
 */
public record Account(String number, AccountType type, String nameDe, String nameEn) {
}
