package erp.receivables;

import erp.work.Code;

/** Why an invoice, a credit note, a payment or an allocation is not done. */
public enum ReceivablesCode implements Code {

    INVOICE_STATE(409),
    ALREADY_CANCELLED(409),
    ALREADY_PAID(409),
    ALREADY_CREDITED(409),
    OVER_ALLOCATION(409),
    ALREADY_UNDONE(409),
    PART_OF_CANCELLATION(409),
    DISCOUNT_TAKEN_BACK(409),
    UNKNOWN_DELIVERY(422),
    UNKNOWN_DELIVERY_LINE(422),
    UNKNOWN_INVOICE(422),
    UNKNOWN_INVOICE_LINE(422),
    UNKNOWN_OPEN_ITEM(422),
    NOTHING_TO_INVOICE(422),
    INVOICE_BY_DELIVERY(422),
    FIXED_BY_ORDER(422),
    DIFFERENT_CUSTOMERS(422),
    DIFFERENT_COUNTRIES(422),
    MANDATORY_FIELD_MISSING(422),
    DATE_BEFORE_DOCUMENT(422),
    CREDIT_EXCEEDS_INVOICE(422),
    QUANTITY_OR_AMOUNT(422),
    NOT_A_MONEY_ACCOUNT(422),
    ITEM_SIDE(422),
    CASH_DISCOUNT_NOT_GRANTED(422),
    PARTNER_OR_INVOICE(422),
    DUNNING_LEVEL_ORDER(422);

    private final int status;

    ReceivablesCode(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
