package erp.webhooks;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What webhooks are told of: something that has happened to a document. */
public enum EventType {

    @JsonProperty("order.confirmed")
    ORDER_CONFIRMED("sales-orders"),
    @JsonProperty("order.cancelled")
    ORDER_CANCELLED("sales-orders"),
    @JsonProperty("delivery.shipped")
    DELIVERY_SHIPPED("deliveries"),
    @JsonProperty("invoice.posted")
    INVOICE_POSTED("sales-invoices"),
    @JsonProperty("invoice.cancelled")
    INVOICE_CANCELLED("sales-invoices"),
    @JsonProperty("payment.recorded")
    PAYMENT_RECORDED("payments");

    private final String collection;

    EventType(String collection) {
        this.collection = collection;
    }

    /** Where the documents are to which it happens, below {@code /api/v1}. */
    String collection() {
        return collection;
    }

    /** Its name: {@code order.confirmed}. */
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '.');
    }
}
