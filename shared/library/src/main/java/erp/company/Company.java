package erp.company;

import com.fasterxml.jackson.annotation.JsonIgnore;
import erp.ledger.AccountRole;
import erp.ledger.Chart;
import erp.money.Money;
import erp.tax.TaxRegime;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;

/**
 * A company as its own documents and books see it.
 *
 * @param companyId  the number that leads every key
 * @param chart      SKR03 or SKR04
 * @param taxRegime  whether § 19 UStG (small business) applies
 * @param valuation  how new products are valued when they do not say: fifo or average
 * @param booksFrom  the first day that can be posted to
 */
public record Company(int companyId, String name, String street, String postalCode, String city, String country, String currency,
                      String timeZone, Chart chart, TaxRegime taxRegime, @Nullable String vatId, @Nullable String taxNumber,
                      @Nullable String contactName, @Nullable String phone, @Nullable String email, @Nullable String iban,
                      @Nullable String bic, String valuation, LocalDate booksFrom) {

    /** The date of an instant where the company is. */
    public LocalDate date(Instant instant) {
        return instant.atZone(ZoneId.of(timeZone)).toLocalDate();
    }

    /** The date that was asked for, or that of an instant where none was. */
    public LocalDate date(@Nullable LocalDate wished, Instant instant) {
        return wished == null ? date(instant) : wished;
    }

    /** The currency the books are kept in. */
    @JsonIgnore
    public Currency money() {
        return Currency.getInstance(currency);
    }

    /** An amount of the books' currency. */
    public Money money(BigDecimal amount) {
        return Money.of(amount, money());
    }

    /** The number of the account that plays a role in this company's chart. */
    public String account(AccountRole role) {
        return chart.number(role);
    }
}
