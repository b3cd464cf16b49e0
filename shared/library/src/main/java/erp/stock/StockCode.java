package erp.stock;

import erp.work.Code;
import erp.work.Refusal;
import java.util.List;

/** Why stock is not moved or reserved. */
public enum StockCode implements Code {
    /** More would leave than is there and not promised to others. */
    INSUFFICIENT_STOCK(409),
    /** More would be reserved than can still be promised. */
    NOT_AVAILABLE(409),
    /** More would leave than there is. */
    NEGATIVE_STOCK(409),
    /** Goods leave on a past day, and would have been missing then or on a day since. */
    PAST_STOCK_NEGATIVE(409),
    /** A serial number that is in stock cannot come in again. */
    SERIAL_EXISTS(409),
    /** A reservation that has ended. */
    RESERVATION_STATE(409),
    /** A reservation that belongs to a document, and ends with it. */
    RESERVATION_OF_DOCUMENT(409),
    /** A product of which no stock is kept. */
    NOT_STOCKED(409),
    UNKNOWN_LOCATION(422),
    /** Goods would be moved to where they are. */
    SAME_LOCATION(422),
    UNKNOWN_STOCK_PRODUCT(422),
    /** Goods with lots or serial numbers need one, all others have none. */
    LOT_REQUIRED(422),
    SERIAL_IS_ONE(422),
    /** Goods of which none is in stock come in without a cost. */
    UNIT_COST_REQUIRED(422),
    /** Goods that leave cost what they have cost. */
    UNIT_COST_NOT_ALLOWED(422),
    /** Goods would be filled up to less than what is to be there. */
    MAXIMUM_BELOW_MINIMUM(422);

    private final int status;

    StockCode(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }

    /** This refusal for a field of a document's line, numbered from 1. */
    Refusal at(int line, String field, Object... args) {
        return at(line, field, this, args);
    }

    static Refusal at(int line, String field, Code code, Object... args) {
        return new Refusal(List.of(new Refusal.Field("/lines/" + (line - 1) + "/" + field, code, args)), code, args);
    }
}
