package erp.products;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What goods cost when they leave (§ 256 and § 240 (4) HGB): the oldest first, or the moving average. */
public enum ValuationMethod {
    @JsonProperty("fifo")
    FIFO,
    @JsonProperty("average")
    AVERAGE
}
