package erp.web;

import java.math.BigDecimal;

/**
 * A decimal that the caller wrote wrongly. It stands in the request like any other, so that the refusal ({@link Decimal},
 * 422 {@code format}) comes in its turn, after 404 and 409.
 */
final class Malformed extends BigDecimal {

    Malformed() {
        super(0);
    }
}
