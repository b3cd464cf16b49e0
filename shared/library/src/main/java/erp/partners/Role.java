package erp.partners;

import com.fasterxml.jackson.annotation.JsonProperty;
import erp.numbering.NumberRange;

/** What a partner is to the company; each role has numbers of its own, so that debtors and creditors are told apart by them. */
public enum Role {
    @JsonProperty("customer")
    CUSTOMER(NumberRange.CUSTOMER),
    @JsonProperty("supplier")
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
