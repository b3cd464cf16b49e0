package erp.stock;

import erp.money.Rounding;
import erp.work.Ids;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shares what is available among those who want it: who is named first is served first, from the counters in their order. */
final class Allotment {

    private final Map<Reservations.Counter, BigDecimal> available = new LinkedHashMap<>();

    private Allotment(List<Reservations.Counter> counters) {
        counters.forEach(counter -> available.put(counter, counter.available()));
    }

    /**
     * What each wish gets, at most what it wants.
     *
     * @throws erp.work.Refusal 409 {@code not_available} with what is available, when all is wanted and a wish cannot be met whole
     */
    static List<Reservations.Reserved> of(List<Reservations.Counter> counters, List<Reservations.Wish> wishes, boolean allOrNone) {
        Allotment allotment = new Allotment(counters);
        List<Reservations.Reserved> reserved = new ArrayList<>();
        for (Reservations.Wish wish : wishes) {
            BigDecimal missing = allotment.serve(wish, reserved);
            if (allOrNone && missing.signum() > 0) {
                throw StockCode.NOT_AVAILABLE.at(wish.line(), "quantity",
                        Rounding.normal(wish.quantity().subtract(missing)).toPlainString());
            }
        }
        return reserved;
    }

    /** Serves a wish and returns what it is short of. */
    private BigDecimal serve(Reservations.Wish wish, List<Reservations.Reserved> reserved) {
        BigDecimal open = wish.quantity();
        for (Map.Entry<Reservations.Counter, BigDecimal> entry : available.entrySet()) {
            Reservations.Counter counter = entry.getKey();
            BigDecimal part = entry.getValue().min(open);
            if (wish.fits(counter) && part.signum() > 0) {
                reserved.add(new Reservations.Reserved(Ids.next(), counter.productId(), counter.locationId(), counter.lot(),
                        part, wish.line()));
                entry.setValue(entry.getValue().subtract(part));
                open = open.subtract(part);
            }
        }
        return open;
    }
}
