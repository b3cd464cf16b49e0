package erp.receivables;

import java.util.Arrays;

/**
 * The kinds of documents a customer gets, by UNTDID 1001 (EN 16931 BT-3).
 *
 * <p>A credit note states what is given back in amounts above zero, and its type turns them round. The reversing document of a
 * cancelled invoice repeats its lines with quantities below zero and prices as they were (a price may not be below zero, BR-27), so
 * all its amounts are below zero: the German Stornorechnung.
 */
public enum InvoiceType {
    INVOICE("380", 1),
    CREDIT_NOTE("381", -1),
    REVERSAL("384", 1);

    private final String code;
    private final int sign;

    InvoiceType(String code, int sign) {
        this.code = code;
        this.sign = sign;
    }

    /** The type with this code. */
    public static InvoiceType of(String code) {
        return Arrays.stream(values()).filter(type -> type.code.equals(code)).findFirst().orElseThrow();
    }

    /** As it stands in the database and in answers. */
    public String code() {
        return code;
    }

    /** 1 where an amount above zero is owed by the customer, -1 where it is owed to the customer. */
    public int sign() {
        return sign;
    }
}
