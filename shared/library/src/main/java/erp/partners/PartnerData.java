package erp.partners;

import erp.web.Decimal;
import erp.work.Refusal;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A partner as callers describe one.
 *
 * @param customer        whether it buys; a partner is a customer, a supplier, or both
 * @param supplier        whether the company buys from it
 * @param customerNumber  10000 to 69999, as DATEV has debtors; drawn when absent
 * @param supplierNumber  70000 to 99999, as DATEV has creditors; drawn when absent
 * @param postalCode      absent where the country has none
 * @param country         ISO 3166-1 alpha-2
 * @param vatId           of the European Union; separators and small letters do not matter
 * @param language        of documents; German in German-speaking countries when absent, else English
 * @param buyerReference  the customer's own reference on invoices (BT-10), for German authorities the Leitweg-ID
 * @param paymentDays     days until an invoice is due, 14 when absent
 * @param discountDays    days in which a cash discount may be taken
 * @param discountPercent the cash discount
 * @param creditLimit     in the company's currency; none when absent
 * @param priceList       the list whose prices come before the standard ones
 * @param externalId      the partner's name in another system, unique
 */
@Introspected
public record PartnerData(
        @Nullable Boolean customer,
        @Nullable Boolean supplier,
        @Nullable @Min(10_000) @Max(69_999) Integer customerNumber,
        @Nullable @Min(70_000) @Max(99_999) Integer supplierNumber,
        @NotBlank @Size(max = 200) String name,
        @NotBlank @Size(max = 200) String street,
        @Nullable @Size(min = 1, max = 20) String postalCode,
        @NotBlank @Size(max = 100) String city,
        @Size(min = 2, max = 2) String country,
        @Nullable @Size(max = 40) String vatId,
        @Nullable @Email @Size(max = 254) String email,
        @Nullable @Size(min = 1, max = 40) String phone,
        @Nullable @Size(min = 1, max = 200) String contactName,
        @Nullable Language language,
        @Nullable @Size(min = 1, max = 100) String buyerReference,
        @Nullable @Min(0) @Max(365) Integer paymentDays,
        @Nullable @Min(0) @Max(365) Integer discountDays,
        @Nullable @Decimal(min = "0.01", max = "99.99") BigDecimal discountPercent,
        @Nullable @Decimal(min = "0") BigDecimal creditLimit,
        @Nullable @Size(min = 1, max = 40) String priceList,
        @Nullable @Size(max = 50) String iban,
        @Nullable @Size(max = 20) String bic,
        @Nullable @Size(min = 1, max = 100) String externalId) {

    private static final int PAYMENT_DAYS = 14;
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    /**
     * Checks what one field cannot be checked for alone.
     *
     * @throws Refusal 422 {@code role_missing}, {@code number_without_role}, {@code country_unknown}, {@code vat_id_format},
     *                 {@code discount_incomplete}, {@code bic_without_iban}, {@code iban_invalid}, {@code bic_invalid}
     */
    public PartnerData check() {
        if (!has(Role.CUSTOMER) && !has(Role.SUPPLIER)) {
            throw refusal("customer", PartnersCode.ROLE_MISSING);
        }
        Arrays.stream(Role.values()).filter(role -> number(role) != null && !has(role)).findFirst().ifPresent(role -> {
            throw refusal(role.field(), PartnersCode.NUMBER_WITHOUT_ROLE);
        });
        if (!COUNTRIES.contains(country)) {
            throw refusal("country", PartnersCode.COUNTRY_UNKNOWN, country);
        }
        plainVatId();
        if ((discountDays == null) != (discountPercent == null)) {
            throw refusal(discountDays == null ? "discountDays" : "discountPercent", PartnersCode.DISCOUNT_INCOMPLETE);
        }
        if (bic != null && iban == null) {
            throw refusal("iban", PartnersCode.BIC_WITHOUT_IBAN);
        }
        account();
        return this;
    }

    boolean has(Role role) {
        return Boolean.TRUE.equals(role == Role.CUSTOMER ? customer : supplier);
    }

    /** The number wanted for a role. */
    @Nullable Integer number(Role role) {
        return role == Role.CUSTOMER ? customerNumber : supplierNumber;
    }

    /** The VAT-ID as VIES writes it. */
    @Nullable String plainVatId() {
        return vatId == null ? null : VatId.parse(vatId).toString();
    }

    @Nullable BankAccount account() {
        return iban == null ? null : new BankAccount(iban, bic);
    }

    /** {@code de} or {@code en}. */
    String languageCode() {
        return (language == null ? Language.of(country) : language).name().toLowerCase(Locale.ROOT);
    }

    int daysToPay() {
        return paymentDays == null ? PAYMENT_DAYS : paymentDays;
    }

    static Refusal refusal(String field, PartnersCode code, Object... args) {
        return new Refusal(List.of(new Refusal.Field("/" + field, code, args)), code, args);
    }
}
