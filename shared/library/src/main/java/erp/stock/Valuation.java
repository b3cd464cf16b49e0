package erp.stock;

import erp.money.Money;
import erp.money.Rounding;
import erp.work.Refusal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What goods cost when they leave, by FIFO or moving average (§ 256 and § 240 (4) HGB). */
public final class Valuation {

    /** What is left of one receipt. */
    public record Layer(UUID id, Holding rest) {
    }

    /** What an issue takes out of one layer. */
    public record Consumption(UUID layer, Holding taken) {
    }

    /**
     * A later change of a receipt's cost (landed cost, price difference, credit), in its two parts, which add up to it.
     *
     * @param stock  changes the value of what is still there
     * @param issued changes the cost of what has left
     */
    public record Correction(Money stock, Money issued) {
    }

    private Valuation() {
    }

    /**
     * The layers an issue consumes. A layer that is used up gives all its value.
     *
     * @param layers   the open layers, oldest first
     * @param quantity greater than 0; refused with {@code negative_stock} where the layers hold less
     */
    public static List<Consumption> fifo(List<Layer> layers, BigDecimal quantity) {
        List<Consumption> consumptions = new ArrayList<>();
        BigDecimal open = quantity;
        for (Layer layer : layers) {
            if (open.signum() == 0) {
                break;
            }
            Holding taken = layer.rest().part(open.min(layer.rest().quantity()));
            consumptions.add(new Consumption(layer.id(), taken));
            open = open.subtract(taken.quantity());
        }
        if (open.signum() > 0) {
            throw new Refusal(StockCode.NEGATIVE_STOCK, quantity.toPlainString(), Rounding.normal(quantity.subtract(open)).toPlainString());
        }
        return List.copyOf(consumptions);
    }

    /** What an issue takes out of the pool of a product valued at its moving average. */
    public static Holding average(Holding pool, BigDecimal quantity) {
        return pool.part(quantity);
    }

    /** A return comes back at the cost it left with: its part of what was issued and has not come back yet. */
    public static Holding comeBack(Holding issued, BigDecimal quantity) {
        return issued.part(quantity);
    }

    /**
     * Splits a later change of a receipt's cost by the quantity still there. A reduction takes no more from the stock
     * than it is worth.
     *
     * @param received the quantity of the receipt
     * @param rest     what is left of it (FIFO), or the pool it went into (average)
     */
    public static Correction correct(Money change, BigDecimal received, Holding rest) {
        Money share = Rounding.quotient(change.amount().multiply(rest.quantity().min(received)), received, change.currency());
        Money floor = rest.value().negate();
        Money stock = share.compareTo(floor) < 0 ? floor : share;
        return new Correction(stock, change.minus(stock));
    }
}
