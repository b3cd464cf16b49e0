package erp.platform.setupcompany;

import erp.company.Company;
import erp.company.Setup;
import erp.ledger.Chart;
import erp.money.MoneyCode;
import erp.partners.BankAccount;
import erp.partners.PartnersCode;
import erp.partners.VatId;
import erp.platform.PlatformCode;
import erp.products.ValuationMethod;
import erp.tax.TaxRegime;
import erp.work.Refusal;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A company to set up. What § 14 UStG wants on its invoices stands here: name, address, and tax number or VAT-ID.
 *
 * @param country    ISO 3166-1
 * @param currency   ISO 4217, EUR when absent
 * @param timeZone   of business dates, Europe/Berlin when absent
 * @param taxRegime  {@code small_business} where § 19 UStG applies, {@code standard} when absent
 * @param valuation  how products are valued that do not say, FIFO when absent
 * @param booksFrom  the first day that can be posted to, the first of a month
 * @param warehouses storage places; the first one is where goods come from when nobody says
 */
@Introspected
record CompanyRequest(@NotBlank @Size(max = 200) String name, @NotBlank @Size(max = 200) String street,
                  @NotBlank @Size(max = 20) String postalCode, @NotBlank @Size(max = 100) String city, @Size(max = 2) String country,
                  @Nullable @Size(max = 3) String currency, @Nullable @Size(max = 50) String timeZone, Chart chart,
                  @Nullable TaxRegime taxRegime, @Nullable @Size(max = 20) String vatId,
                  @Nullable @Size(min = 1, max = 30) String taxNumber, @Nullable @Size(max = 100) String contactName,
                  @Nullable @Size(max = 50) String phone, @Nullable @Size(max = 254) String email, @Nullable @Size(max = 50) String iban,
                  @Nullable @Size(max = 20) String bic, @Nullable ValuationMethod valuation, LocalDate booksFrom,
                  @Size(min = 1, max = 50) List<@Valid Warehouse> warehouses) {

    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
    private static final LocalDate EARLIEST = LocalDate.of(2000, 1, 1);
    private static final LocalDate LATEST = LocalDate.of(2100, 1, 1);

    /** A storage place. */
    @Introspected
    record Warehouse(@Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9._-]{0,39}") String code, @NotBlank @Size(max = 100) String name) {
    }

    /** The company these values make, with nothing wrong in them. */
    Company company() {
        refuse(!COUNTRIES.contains(country), PartnersCode.COUNTRY_UNKNOWN, "/country", country);
        String money = currency == null ? "EUR" : currency;
        refuse(Currency.getAvailableCurrencies().stream().noneMatch(known -> known.getCurrencyCode().equals(money)
                && known.getDefaultFractionDigits() >= 0), MoneyCode.CURRENCY_UNKNOWN, "/currency", money);
        String zone = timeZone == null ? "Europe/Berlin" : timeZone;
        refuse(!ZoneId.getAvailableZoneIds().contains(zone), PlatformCode.TIME_ZONE_UNKNOWN, "/timeZone", zone);
        refuse(booksFrom.getDayOfMonth() != 1, PlatformCode.BOOKS_FROM_MONTH, "/booksFrom", booksFrom.toString());
        refuse(booksFrom.isBefore(EARLIEST) || booksFrom.isAfter(LATEST), MoneyCode.RANGE, "/booksFrom", booksFrom.toString(),
                EARLIEST + " … " + LATEST);
        refuse(iban == null && bic != null, PartnersCode.BIC_WITHOUT_IBAN, "/iban");
        BankAccount account = iban == null ? null : new BankAccount(iban, bic);
        return new Company(0, name, street, postalCode, city, country, money, zone, chart,
                taxRegime == null ? TaxRegime.STANDARD : taxRegime,
                vatId == null ? null : VatId.parse(vatId).toString(), taxNumber, contactName, phone, email,
                account == null ? null : account.iban(), account == null ? null : account.bic(),
                (valuation == null ? ValuationMethod.FIFO : valuation).name().toLowerCase(Locale.ROOT), booksFrom);
    }

    /** Its storage places. */
    List<Setup.Warehouse> places() {
        Set<String> codes = new HashSet<>();
        for (int i = 0; i < warehouses.size(); i++) {
            String code = warehouses.get(i).code;
            refuse(!codes.add(code), PlatformCode.WAREHOUSE_TWICE, "/warehouses/" + i + "/code", code);
        }
        return warehouses.stream().map(warehouse -> new Setup.Warehouse(warehouse.code, warehouse.name)).toList();
    }

    private static void refuse(boolean wrong, erp.work.Code code, String pointer, Object... args) {
        if (wrong) {
            throw new Refusal(List.of(new Refusal.Field(pointer, code, args)), code, args);
        }
    }
}
