package erp.receivables;

import erp.ledger.Chart;

/** The accounts that hold money: cash, bank and money in transit, by the ranges of numbers of the charts. */
public final class MoneyAccounts {

    private MoneyAccounts() {
    }

    /** Whether payments may go through an account; whether the company has it is another question. */
    public static boolean contains(Chart chart, String number) {
        return switch (chart) {
            case SKR03 -> isWithin(number, "1000", "1299") || isWithin(number, "1360", "1369");
            case SKR04 -> isWithin(number, "1460", "1469") || isWithin(number, "1600", "1899");
        };
    }

    private static boolean isWithin(String number, String first, String last) {
        return number.length() == 4 && number.compareTo(first) >= 0 && number.compareTo(last) <= 0;
    }
}
