package erp.sales;

import erp.work.Code;

/** Why an order or a delivery is not done. */
public enum SalesCode implements Code {

    ORDER_STATE(409),
    DELIVERY_STATE(409),
    ALREADY_DELIVERED(409),
    ALREADY_INVOICED(409),
    UNKNOWN_PARTNER(422),
    UNKNOWN_PRODUCT(422),
    UNKNOWN_ORDER(422),
    UNKNOWN_ORDER_LINE(422),
    NO_CUSTOMER(422),
    PARTNER_BLOCKED(422),
    PRODUCT_ARCHIVED(422),
    NO_PRICE(422),
    CREDIT_LIMIT_EXCEEDED(422),
    OVER_DELIVERY(422),
    DIFFERENT_PARTNERS(422),
    NOTHING_TO_DELIVER(422);

    private final int status;

    SalesCode(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
