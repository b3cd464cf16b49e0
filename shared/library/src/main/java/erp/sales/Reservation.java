package erp.sales;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How confirming an order reserves its goods. */
public enum Reservation {
    /** What is there; the rest waits for stock. */
    @JsonProperty("partial")
    PARTIAL,
    /** Everything, or the order is refused. */
    @JsonProperty("all")
    ALL
}
