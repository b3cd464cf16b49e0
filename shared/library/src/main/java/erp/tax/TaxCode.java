package erp.tax;

import erp.work.Code;

/** Why a document cannot be posted as it is taxed. Codes with a number are rules of EN 16931. All are 422. */
public enum TaxCode implements Code {
    /** An intra-community supply needs the buyer's VAT-ID. */
    BR_IC_02,
    /** Reverse charge needs the note that the customer owes the tax. */
    BR_AE_10,
    /** What is not subject to VAT shares no document with what is. */
    BR_O_11,
    /** A small business (§ 19 UStG) shows no tax. */
    TAX_REGIME,
    /** The rate is not one of the country on the day of supply. */
    RATE_NOT_VALID_ON_DATE,
    /** A supply without tax needs the reason, in words or as a VATEX code. */
    EXEMPTION_REASON_MISSING,
    /** Category S has a rate above 0, every other category none. */
    RATE_CATEGORY,
    /** An allowance on a document whose lines add up to nothing. */
    ALLOWANCE_WITHOUT_BASE;

    @Override
    public int status() {
        return 422;
    }

    @Override
    public String code() {
        return name().startsWith("BR_") ? name().replace('_', '-') : Code.super.code();
    }
}
