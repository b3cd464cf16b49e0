package erp.products;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a product is sold. */
public enum ProductState {
    @JsonProperty("active")
    ACTIVE,
    @JsonProperty("archived")
    ARCHIVED
}
