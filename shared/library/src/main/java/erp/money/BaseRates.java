package erp.money;

import erp.csv.Csv;
import erp.work.Refusal;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/**
 * The base interest rates of § 247 BGB, announced by the Bundesbank for each half-year. A half-year that is not in the
 * table is refused with {@code base_rate_unknown}: rates are never carried forward.
 */
public final class BaseRates {

    /** The percentage that holds from a day to a day, both included. */
    record Rate(LocalDate from, LocalDate until, BigDecimal percent) {

        boolean covers(LocalDate day) {
            return !day.isBefore(from) && !day.isAfter(until);
        }
    }

    private static final List<Rate> RATES = Csv.resource(BaseRates.class, "base-rates.csv").stream()
            .map(row -> new Rate(LocalDate.parse(row.get("from")), LocalDate.parse(row.get("until")), new BigDecimal(row.get("percent"))))
            .toList();

    private BaseRates() {
    }

    /** The last day whose rate has been announced. */
    public static LocalDate announcedUntil() {
        return RATES.stream().map(Rate::until).max(LocalDate::compareTo).orElseThrow();
    }

    static Rate at(LocalDate day) {
        return RATES.stream().filter(rate -> rate.covers(day)).findFirst()
                .orElseThrow(() -> new Refusal(MoneyCode.BASE_RATE_UNKNOWN, day));
    }
}
