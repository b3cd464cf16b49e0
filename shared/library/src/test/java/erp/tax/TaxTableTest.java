package erp.tax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.ledger.Account;
import erp.ledger.AccountNumbers;
import erp.ledger.AccountType;
import erp.ledger.Chart;
import erp.money.Refused;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TaxTableTest {

    private static final LocalDate TODAY = LocalDate.parse("2026-11-20");
    private final TaxTable germany = TaxTable.germany();

    @ParameterizedTest
    @CsvSource({
        "STANDARD,    2020-06-30, 19, 81", "STANDARD,    2020-07-01, 16, 35", "STANDARD,    2020-12-31, 16, 35",
        "STANDARD,    2021-01-01, 19, 81", "REDUCED,     2020-06-30,  7, 86", "REDUCED,     2020-07-01,  5, 35",
        "REDUCED,     2020-12-31,  5, 35", "REDUCED,     2021-01-01,  7, 86", "EU_STANDARD, 2020-10-01, 16, 35",
        "EU_REDUCED,  2026-01-01,  7, 86"})
    void theDayOfSupplyDecidesTheRate(TaxCase taxCase, LocalDate day, int rate, String box) {
        TaxRate found = germany.at(taxCase, day);
        assertEquals(TaxKey.standard(rate), found.key());
        assertEquals(box, found.basisBox());
    }

    @ParameterizedTest
    @CsvSource({
        "STANDARD, S, 8400, 4400, 1776, 3806, 81", "REDUCED, S, 8300, 4300, 1771, 3801, 86", "ZERO, Z, 8290, 4290, '', '', 87",
        "EXEMPT, E, 8100, 4100, '', '', 48", "SMALL_BUSINESS, E, 8195, 4185, '', '', 48",
        "EU_STANDARD, S, 8315, 4315, 1778, 3808, 81", "EU_REDUCED, S, 8310, 4310, 1777, 3807, 86",
        "EU_SUPPLY, K, 8125, 4125, '', '', 41", "EU_SERVICE, AE, 8336, 4336, '', '', 21", "EXPORT, G, 8120, 4120, '', '', 43",
        "REVERSE_CHARGE, AE, 8337, 4337, '', '', 60", "NOT_SUBJECT, O, 8338, 4338, '', '', 45"})
    void everyCaseHasItsAccountsAndItsBox(TaxCase taxCase, TaxCategory category, String revenue03, String revenue04,
            String output03, String output04, String box) {
        TaxRate rate = germany.at(taxCase, TODAY);
        assertEquals(category, rate.key().category());
        assertEquals(new AccountNumbers(revenue03, revenue04), rate.revenue());
        assertEquals(new AccountNumbers(output03, output04), rate.output());
        assertEquals(box, rate.basisBox());
    }

    @Test
    void everyUntaxedCaseSaysWhyInBothLanguages() {
        for (TaxRate rate : germany.rates()) {
            assertEquals(rate.key().category().needsReason(), !rate.reason(Locale.GERMAN).isEmpty(), rate.toString());
            assertEquals(rate.key().category().needsReason(), !rate.reason(Locale.ENGLISH).isEmpty(), rate.toString());
        }
        assertEquals("VATEX-EU-IC", germany.at(TaxCase.EU_SUPPLY, TODAY).vatex());
    }

    @ParameterizedTest
    @EnumSource
    void everyAccountIsInTheChart(Chart chart) {
        List<Account> accounts = chart.accounts();
        for (TaxRate rate : germany.rates()) {
            Stream.of(rate.revenue(), rate.discount()).map(numbers -> numbers.in(chart)).forEach(number ->
                    assertTrue(accounts.stream().anyMatch(a -> a.number().equals(number) && a.type() == AccountType.INCOME), number));
            String output = rate.output().in(chart);
            assertEquals(rate.key().category().isTaxed(), !output.isEmpty());
            assertTrue(output.isEmpty()
                    || accounts.stream().anyMatch(a -> a.number().equals(output) && a.type() == AccountType.LIABILITY), output);
        }
    }

    @Test
    void noDayHasTwoRatesForOneCase() {
        for (TaxRate one : germany.rates()) {
            assertEquals(1, germany.rates().stream().filter(other -> other.taxCase() == one.taxCase() && other.covers(one.from())).count());
        }
    }

    @Test
    void refusesADayWithoutARate() {
        Refused.with("rate_not_valid_on_date", () -> germany.at(TaxCase.ZERO, LocalDate.parse("2022-12-31")));
        assertFalse(germany.knows(TaxKey.standard(16), LocalDate.parse("2026-05-01")));
        assertTrue(germany.knows(TaxKey.standard(16), LocalDate.parse("2020-08-01")));
    }
}
