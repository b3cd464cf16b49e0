package erp.partners;

import erp.work.Identified;
import erp.work.Versioned;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.util.UUID;

/**
 * A partner as it stands in the books; {@link PartnerData} says what the fields mean.
 *
 * @param state       {@code active}, {@code blocked} or {@code archived}
 * @param blockReason why it is blocked
 */
@Introspected
public record Partner(UUID id, boolean customer, @Nullable Integer customerNumber, boolean supplier, @Nullable Integer supplierNumber,
                      String name, String street, @Nullable String postalCode, String city, String country, @Nullable String vatId,
                      @Nullable String email, @Nullable String phone, @Nullable String contactName, String language,
                      @Nullable String buyerReference, int paymentDays, @Nullable Integer discountDays,
                      @Nullable BigDecimal discountPercent, @Nullable BigDecimal creditLimit, @Nullable String priceList,
                      @Nullable String iban, @Nullable String bic, @Nullable String externalId, String state,
                      @Nullable String blockReason, int version) implements Identified, Versioned {

    /**
     * Refuses to change or take away a number that was given: it stands in documents and in the books.
     *
     * @throws erp.work.Refusal 409 {@code partner_number_fixed}
     */
    public void refuseNumberChange(PartnerData after) {
        for (Role role : Role.values()) {
            Integer number = number(role);
            if (number != null && !(after.has(role) && number.equals(after.number(role)))) {
                throw PartnerData.refusal(role.field(), PartnersCode.PARTNER_NUMBER_FIXED, number.toString());
            }
        }
    }

    private @Nullable Integer number(Role role) {
        return role == Role.CUSTOMER ? customerNumber : supplierNumber;
    }

    /** The same with the numbers a caller named: a dry run draws none, and shows none. */
    Partner numbered(PartnerData data) {
        return new Partner(id, customer, data.customerNumber(), supplier, data.supplierNumber(), name, street, postalCode, city,
                country, vatId, email, phone, contactName, language, buyerReference, paymentDays, discountDays, discountPercent,
                creditLimit, priceList, iban, bic, externalId, state, blockReason, version);
    }
}
