package erp.money;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import java.util.stream.Stream;

/** Short ways to write amounts in tests. */
public final class Amounts {

    public static final Currency EUR = Currency.getInstance("EUR");

    private Amounts() {
    }

    public static Money eur(String amount) {
        return Money.of(new BigDecimal(amount), EUR);
    }

    public static Money cents(long cents) {
        return Money.of(BigDecimal.valueOf(cents, 2), EUR);
    }

    public static BigDecimal dec(String number) {
        return new BigDecimal(number);
    }

    public static List<Money> eurs(String... amounts) {
        return Stream.of(amounts).map(Amounts::eur).toList();
    }
}
