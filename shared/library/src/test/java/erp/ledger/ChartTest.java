package erp.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChartTest {

    @ParameterizedTest
    @EnumSource
    void everyNumberIsOneOfFourDigitsAndOnlyThere(Chart chart) {
        List<String> numbers = chart.accounts().stream().map(Account::number).toList();
        assertEquals(numbers.stream().distinct().toList(), numbers);
        assertTrue(numbers.stream().allMatch(number -> number.matches("\\d{4}")), numbers.toString());
    }

    @ParameterizedTest
    @EnumSource
    void everyAccountHasBothNames(Chart chart) {
        assertFalse(chart.accounts().stream().anyMatch(account -> account.nameDe().isBlank() || account.nameEn().isBlank()));
    }

    @ParameterizedTest
    @EnumSource
    void everyRoleHasItsAccount(Chart chart) {
        List<String> numbers = chart.accounts().stream().map(Account::number).toList();
        for (AccountRole role : AccountRole.values()) {
            assertTrue(numbers.contains(chart.number(role)), role.name());
        }
    }

    /** In SKR04 the first digit is the kind of account: 0 and 1 assets, 2 equity, 3 debts, 4 income, 5 and 6 expenses. */
    @Test
    void typesFollowTheClassesOfSkr04() {
        for (Account account : Chart.SKR04.accounts()) {
            AccountType expected = switch (account.number().charAt(0)) {
                case '0', '1' -> AccountType.ASSET;
                case '2', '9' -> AccountType.EQUITY;
                case '3' -> AccountType.LIABILITY;
                case '4' -> AccountType.INCOME;
                case '5', '6' -> AccountType.EXPENSE;
                default -> account.number().equals("7100") ? AccountType.INCOME : AccountType.EXPENSE;
            };
            assertEquals(expected, account.type(), account.toString());
        }
    }

    @Test
    void knowsTheMainAccountsOfBothCharts() {
        assertEquals("1400", Chart.SKR03.number(AccountRole.RECEIVABLES));
        assertEquals("1200", Chart.SKR04.number(AccountRole.RECEIVABLES));
        assertEquals("3980", Chart.SKR03.number(AccountRole.STOCK));
        assertEquals("1140", Chart.SKR04.number(AccountRole.STOCK));
        assertTrue(Chart.SKR03.accounts().contains(new Account("0027", AccountType.ASSET, "EDV-Software", "Software")));
    }
}
