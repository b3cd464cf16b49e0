package erp.partners;

import erp.work.Code;

/** What is refused about partners. */
public enum PartnersCode implements Code {
    /** The number stands in documents and in the books: it is never changed or taken away, nor is its role. */
    PARTNER_NUMBER_FIXED(409),
    /** Only active partners can be blocked. */
    ALREADY_BLOCKED(409),
    NOT_BLOCKED(409),
    /** Not the ISO 3166-1 code of a country. */
    COUNTRY_UNKNOWN(422),
    /** Not a VAT-ID of a member state, or its check digit is wrong. */
    VAT_ID_FORMAT(422),
    /** Country, length or check digits of an IBAN are wrong. */
    IBAN_INVALID(422),
    /** Not a BIC by ISO 9362. */
    BIC_INVALID(422),
    /** A BIC says nothing without an account. */
    BIC_WITHOUT_IBAN(422),
    /** A cash discount has days and a percentage. */
    DISCOUNT_INCOMPLETE(422),
    /** A partner is a customer, a supplier, or both. */
    ROLE_MISSING(422),
    /** A customer number for somebody who is no customer, or a supplier number for somebody who is no supplier. */
    NUMBER_WITHOUT_ROLE(422),
    /** Somebody with this name and postal code, or with this VAT-ID, is there already. */
    DUPLICATE_SUSPECT(422);

    private final int status;

    PartnersCode(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
