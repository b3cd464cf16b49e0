package erp.products;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How goods are told apart: not at all, by the batch, or one by one. */
public enum Tracking {
    @JsonProperty("none")
    NONE,
    @JsonProperty("lot")
    LOT,
    @JsonProperty("serial")
    SERIAL
}
