package erp.tax;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a company itself is taxed. */
public enum TaxRegime {
    @JsonProperty("standard")
    STANDARD,
    /** § 19 UStG: no tax on any sale. */
    @JsonProperty("small_business")
    SMALL_BUSINESS
}
