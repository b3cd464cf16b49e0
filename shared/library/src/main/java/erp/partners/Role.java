package erp.partners;

import erp.numbering.NumberRange;

/** What a partner is to the company. Each role has numbers of its own, so that debtors and creditors are told apart by them. */
enum Role {
    CUSTOMER(NumberRange.CUSTOMER),
    SUPPLIER(NumberRange.SUPPLIER);

    private final NumberRange range;

    Role(NumberRange range) {
        this.range = range;
    }

    /** Where its numbers are drawn from. */
    NumberRange range() {
        return range;
    }

    /** The field of its numbers. */
    String field() {
        return this == CUSTOMER ? "customerNumber" : "supplierNumber";
    }
}
