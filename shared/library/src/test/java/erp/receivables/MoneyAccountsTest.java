package erp.receivables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.ledger.Account;
import erp.ledger.Chart;
import java.util.List;
import org.junit.jupiter.api.Test;

class MoneyAccountsTest {

    @Test
    void areCashBankAndMoneyInTransit() {
        assertEquals(List.of("1000", "1200", "1360"), accounts(Chart.SKR03));
        assertEquals(List.of("1600", "1800", "1460"), accounts(Chart.SKR04));
        assertTrue(MoneyAccounts.contains(Chart.SKR04, "1810"));
        assertFalse(MoneyAccounts.contains(Chart.SKR04, "18100"));
    }

    private static List<String> accounts(Chart chart) {
        return chart.accounts().stream().map(Account::number).filter(number -> MoneyAccounts.contains(chart, number)).toList();
    }
}
