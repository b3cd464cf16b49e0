package erp.stock;

import erp.money.Rounding;
import erp.products.ProductsCode;
import erp.products.UnitCode;
import erp.work.Tx;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What stock needs to know of a product: how it is counted, told apart and valued. */
record Goods(UUID id, String number, String unit, Tracking tracking, Method valuation) {

    /** How pieces of a product are told apart. */
    enum Tracking {
        NONE, LOT, SERIAL
    }

    /** How a product is valued. */
    enum Method {
        FIFO, AVERAGE
    }

    /**
     * The stocked ones among products, asked for with what else is queued. Who values goods reads this after it has locked their
     * pools, because whoever changes a product's unit, tracking or valuation locks the pool too.
     */
    static Tx.Later<Map<UUID, Goods>> read(Tx tx, Collection<UUID> products) {
        var goods = tx.later(Goods.class, """
                select id, number, unit, tracking, valuation from products.products
                 where company_id = ? and id = any(?::uuid[]) and stocked""", tx.company(), products);
        return () -> goods.get().stream().collect(Collectors.toMap(Goods::id, Function.identity()));
    }

    /** Refuses a fraction of what is counted by the piece, or of a serial number. */
    void checkQuantity(int line, BigDecimal quantity) {
        boolean fraction = Rounding.normal(quantity).scale() > 0;
        if (fraction && tracking == Tracking.SERIAL) {
            throw StockCode.SERIAL_IS_ONE.at(line, "quantity", number);
        }
        if (fraction && !UnitCode.of(unit).isDivisible()) {
            throw StockCode.at(line, "quantity", ProductsCode.QUANTITY_FRACTION, quantity.toPlainString(), unit);
        }
    }

    /** Refuses a movement without the lot that its goods need, of more than one piece with a serial number, or of a fraction. */
    void check(Movement movement) {
        if (movement.lot().isEmpty() != (tracking == Tracking.NONE)) {
            throw StockCode.LOT_REQUIRED.at(movement.line(), "lot", number);
        }
        if (tracking == Tracking.SERIAL && movement.quantity().compareTo(BigDecimal.ONE) != 0) {
            throw StockCode.SERIAL_IS_ONE.at(movement.line(), "quantity", number);
        }
        checkQuantity(movement.line(), movement.quantity());
    }
}
