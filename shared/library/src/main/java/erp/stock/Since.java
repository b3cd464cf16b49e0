package erp.stock;

import erp.money.Rounding;
import erp.work.Tx;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What has changed at storage places after a day. Goods that leave on a past day must have been there then, and must not be missing
 * on any day since.
 */
final class Since {

    private record Day(UUID productId, UUID locationId, String lot, LocalDate businessDate, BigDecimal change) {
        Balances.Key key() {
            return new Balances.Key(productId, locationId, lot);
        }
    }

    private final Map<Balances.Key, List<Day>> days;

    private Since(List<Day> newestFirst) {
        days = newestFirst.stream().collect(Collectors.groupingBy(Day::key));
    }

    /** The changes of places whose balances are under lock. */
    static Tx.Later<Since> read(Tx tx, LocalDate date, Collection<Balances.Key> keys) {
        Object[] columns = Balances.Key.columns(keys);
        Tx.Later<List<Day>> read = tx.later(Day.class, """
                select k.product_id, k.location_id, k.lot, m.business_date,
                       sum(case when m.to_location = k.location_id then m.quantity else -m.quantity end) as change
                  from unnest(?::uuid[], ?::uuid[], ?::text[]) k (product_id, location_id, lot)
                  join inventory.moves m on m.product_id = k.product_id and m.lot = k.lot
                                        and k.location_id in (m.from_location, m.to_location)
                 where m.company_id = ? and m.business_date > ?
                 group by k.product_id, k.location_id, k.lot, m.business_date order by m.business_date desc""",
                columns[0], columns[1], columns[2], tx.company(), date);
        return () -> new Since(read.get());
    }

    /**
     * Looks back from what is left now.
     *
     * @param now what is there after the movement
     * @throws erp.work.Refusal 409 {@code past_stock_negative} with what would have been missing, and until when
     */
    void check(Movement movement, Goods goods, BigDecimal now) {
        BigDecimal then = now;
        for (Day day : days.getOrDefault(movement.key(movement.from()), List.of())) {
            then = then.subtract(day.change);
            if (then.signum() < 0) {
                throw StockCode.PAST_STOCK_NEGATIVE.at(movement.line(), "quantity", goods.number(),
                        Rounding.normal(then.negate()).toPlainString(), day.businessDate);
            }
        }
    }
}
