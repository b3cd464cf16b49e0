package erp.stock;

import erp.work.Code;

/** Why stock is not moved. */
public enum StockCode implements Code {
    /** More would leave than there is. */
    NEGATIVE_STOCK;

    @Override
    public int status() {
        return 409;
    }
}
