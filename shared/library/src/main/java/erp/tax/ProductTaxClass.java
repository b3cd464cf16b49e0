package erp.tax;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which rate of the seller's country a product falls under, or none. */
public enum ProductTaxClass {
    @JsonProperty("standard")
    STANDARD,
    /** § 12 (2) UStG. */
    @JsonProperty("reduced")
    REDUCED,
    /** § 12 (3) UStG. */
    @JsonProperty("zero")
    ZERO,
    /** § 4 No. 8 to 28 UStG. */
    @JsonProperty("exempt")
    EXEMPT
}
