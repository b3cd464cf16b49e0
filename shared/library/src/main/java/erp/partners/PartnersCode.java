package erp.partners;

import erp.work.Code;

/** What can be wrong with the identifiers of a partner. All are 422. */
public enum PartnersCode implements Code {
    /** Not a VAT-ID of a member state, or its check digit is wrong. */
    VAT_ID_FORMAT,
    /** Country, length or check digits of an IBAN are wrong. */
    IBAN_INVALID,
    /** Not a BIC by ISO 9362. */
    BIC_INVALID;

    @Override
    public int status() {
        return 422;
    }
}
