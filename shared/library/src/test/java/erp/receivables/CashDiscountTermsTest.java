package erp.receivables;

import static erp.money.Amounts.dec;
import static erp.money.Amounts.eur;

import erp.money.Refused;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class CashDiscountTermsTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 2);
    private static final CashDiscountTerms TERMS = new CashDiscountTerms(DAY, 10, dec("2"));

    private static void refused(CashDiscountTerms terms, LocalDate paidOn, String paid, String discount) {
        Refused.with("cash_discount_not_granted", () -> terms.check(paidOn, eur(paid), eur(discount), eur("119.00"), eur("0.00")));
    }

    @Test
    void grantsItsPercentOfWhatIsSettledUpToTheLastDay() {
        TERMS.check(DAY, eur("116.62"), eur("2.38"), eur("119.00"), eur("0.00"));
        TERMS.check(DAY.plusDays(10), eur("116.62"), eur("2.38"), eur("119.00"), eur("0.00"));
        TERMS.check(DAY.plusDays(10), eur("50.00"), eur("1.00"), eur("119.00"), eur("0.00"));
    }

    @Test
    void refusesMoreOrLater() {
        refused(TERMS, DAY.plusDays(11), "116.62", "2.38");
        refused(TERMS, DAY, "116.61", "2.39");
        refused(TERMS, DAY, "50.00", "2.38");
    }

    @Test
    void grantsInAllItsPercentOfWhatWasNotCredited() {
        TERMS.check(DAY, eur("58.31"), eur("1.19"), eur("119.00"), eur("1.19"));
        Refused.with("cash_discount_not_granted", () -> TERMS.check(DAY, eur("58.31"), eur("1.19"), eur("119.00"), eur("1.20")));
        TERMS.check(DAY, eur("116.62"), eur("1.19"), eur("59.50"), eur("0.00"));
        Refused.with("cash_discount_not_granted", () -> TERMS.check(DAY, eur("116.62"), eur("1.20"), eur("59.50"), eur("0.00")));
        Refused.with("cash_discount_not_granted", () -> TERMS.check(DAY, eur("1.00"), eur("0.01"), eur("0.00"), eur("2.38")));
    }

    @Test
    void grantsNothingWithoutTerms() {
        refused(new CashDiscountTerms(DAY, null, null), DAY, "116.62", "0.01");
        new CashDiscountTerms(DAY, null, null).check(DAY, eur("116.62"), eur("0.00"), eur("119.00"), eur("0.00"));
    }
}
