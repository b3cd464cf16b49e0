package erp.stock;

import erp.work.Code;

/** Why stock is not moved or reserved. */
public enum StockCode implements Code {
    /** More would leave than is there and not promised to others. */
    INSUFFICIENT_STOCK(409),
    /** More would be reserved than can still be promised. */
    NOT_AVAILABLE(409),
    /** More would leave than there is. */
    NEGATIVE_STOCK(409),
    /** A serial number that is in stock cannot come in again. */
    SERIAL_EXISTS(409),
    /** A reservation that has ended. */
    RESERVATION_STATE(409),
    UNKNOWN_LOCATION(422),
    UNKNOWN_STOCK_PRODUCT(422),
    /** Goods with lots or serial numbers need one, all others have none. */
    LOT_REQUIRED(422),
    SERIAL_IS_ONE(422);

    private final int status;

    StockCode(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
