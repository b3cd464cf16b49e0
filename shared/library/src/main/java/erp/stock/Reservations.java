package erp.stock;

import erp.work.Ids;
import erp.work.Refusal;
import erp.work.Tx;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Goods promised to somebody: reserved is never more than is on hand, at every commit. The counters' row locks are taken in key
 * order and waited for, so of many who want the last piece exactly one gets it and the others hear how much is left.
 */
public final class Reservations {

    private Reservations() {
    }

    /** What somebody wants reserved. */
    public record Wish(int line, UUID product, BigDecimal quantity) {
    }

    /** A counter under lock, with what can still be promised. */
    public record Counter(UUID productId, UUID locationId, String lot, BigDecimal onHand, BigDecimal reserved) {
        BigDecimal available() {
            return onHand.subtract(reserved);
        }
    }

    /** A reservation of a document's line. */
    public record Reserved(UUID id, UUID productId, UUID locationId, String lot, BigDecimal quantity, int sourceLine) {
    }

    /** Locks the counters of products in one storage place, in key order; asked for with what else is queued. */
    public static Tx.Later<List<Counter>> lock(Tx tx, UUID location, List<UUID> products) {
        return tx.later(Counter.class, """
                select product_id, location_id, lot, on_hand, reserved from inventory.balances
                 where company_id = ? and product_id = any(?) and location_id = ?
                 order by product_id, location_id, lot for no key update""", tx.company(), products, location);
    }

    /**
     * Reserves what is there, lot by lot, and at most what is wanted.
     *
     * @param counters  locked by {@link #lock} in this transaction
     * @param allOrNone whether to refuse when a wish cannot be met whole
     * @return what was reserved
     * @throws Refusal 409 {@code not_available} with the line and what is available
     */
    public static List<Reserved> reserve(Tx tx, List<Counter> counters, List<Wish> wishes, boolean allOrNone, String sourceType, UUID sourceId) {
        Map<UUID, List<Counter>> byProduct = new LinkedHashMap<>();
        counters.forEach(counter -> byProduct.computeIfAbsent(counter.productId, _ -> new ArrayList<>()).add(counter));
        List<Reserved> reserved = new ArrayList<>();
        for (Wish wish : wishes) {
            BigDecimal open = wish.quantity;
            List<Counter> own = byProduct.getOrDefault(wish.product, List.of());
            for (int i = 0; i < own.size() && open.signum() > 0; i++) {
                Counter counter = own.get(i);
                BigDecimal part = counter.available().min(open);
                if (part.signum() > 0) {
                    own.set(i, new Counter(counter.productId, counter.locationId, counter.lot, counter.onHand, counter.reserved.add(part)));
                    reserved.add(new Reserved(Ids.next(), wish.product, counter.locationId, counter.lot, part, wish.line));
                    open = open.subtract(part);
                }
            }
            if (allOrNone && open.signum() > 0) {
                String available = wish.quantity.subtract(open).stripTrailingZeros().toPlainString();
                throw new Refusal(List.of(new Refusal.Field("/lines/" + (wish.line - 1) + "/quantity", StockCode.NOT_AVAILABLE, available)),
                        StockCode.NOT_AVAILABLE, available);
            }
        }
        write(tx, reserved, sourceType, sourceId);
        return reserved;
    }

    private static void write(Tx tx, List<Reserved> reserved, String sourceType, UUID sourceId) {
        if (reserved.isEmpty()) {
            return;
        }
        change(tx, reserved, BigDecimal.ONE);
        tx.write("""
                insert into inventory.reservations (company_id, id, product_id, location_id, lot, quantity, source_type, source_id, source_line)
                select ?, r.id, r.product_id, r.location_id, r.lot, r.quantity, ?, ?, r.line
                  from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::numeric[], ?::smallint[])
                       r (id, product_id, location_id, lot, quantity, line)""",
                tx.company(), sourceType, sourceId, reserved.stream().map(Reserved::id).toList(),
                reserved.stream().map(Reserved::productId).toList(), reserved.stream().map(Reserved::locationId).toList(),
                reserved.stream().map(Reserved::lot).toList(), reserved.stream().map(Reserved::quantity).toList(),
                reserved.stream().map(Reserved::sourceLine).toList());
    }

    /** Adds the quantities, times a sign, to the counters. */
    private static void change(Tx tx, List<Reserved> reserved, BigDecimal sign) {
        tx.write("""
                update inventory.balances b set reserved = b.reserved + k.quantity
                  from (select product_id, location_id, lot, sum(quantity) as quantity
                          from unnest(?::uuid[], ?::uuid[], ?::text[], ?::numeric[]) r (product_id, location_id, lot, quantity)
                         group by 1, 2, 3) k
                 where b.company_id = ? and b.product_id = k.product_id and b.location_id = k.location_id and b.lot = k.lot""",
                reserved.stream().map(Reserved::productId).toList(), reserved.stream().map(Reserved::locationId).toList(),
                reserved.stream().map(Reserved::lot).toList(), reserved.stream().map(r -> r.quantity().multiply(sign)).toList(), tx.company());
    }

    /** The open reservations of a document, under lock, with their counters. */
    public static List<Reserved> lockOf(Tx tx, UUID sourceId) {
        List<Reserved> reserved = tx.list(Reserved.class, """
                select id, product_id, location_id, lot, quantity, source_line from inventory.reservations
                 where company_id = ? and source_id = ? and state = 'reserved' order by id for no key update""", tx.company(), sourceId);
        if (!reserved.isEmpty()) {
            tx.write("""
                    select from inventory.balances
                     where company_id = ? and (product_id, location_id, lot) in (select * from unnest(?::uuid[], ?::uuid[], ?::text[]))
                     order by product_id, location_id, lot for no key update""", tx.company(),
                    reserved.stream().map(Reserved::productId).toList(), reserved.stream().map(Reserved::locationId).toList(),
                    reserved.stream().map(Reserved::lot).toList());
        }
        return reserved;
    }

    /** Gives reserved goods back; the caller holds the locks of {@link #lockOf}. */
    public static void release(Tx tx, List<Reserved> reserved) {
        if (!reserved.isEmpty()) {
            change(tx, reserved, BigDecimal.ONE.negate());
            end(tx, reserved, "released");
        }
    }

    /**
     * Ends reservations whose goods are being shipped; the counters go down with the move itself. What is shipped less than reserved
     * stays reserved.
     *
     * @param used the quantity shipped of each reservation
     */
    public static void consume(Tx tx, Map<Reserved, BigDecimal> used) {
        List<Reserved> whole = new ArrayList<>();
        used.forEach((reservation, quantity) -> {
            if (quantity.compareTo(reservation.quantity()) == 0) {
                whole.add(reservation);
            } else {
                tx.write("update inventory.reservations set quantity = quantity - ?, version = version + 1 where company_id = ? and id = ?",
                        quantity, tx.company(), reservation.id());
            }
        });
        end(tx, whole, "consumed");
    }

    private static void end(Tx tx, List<Reserved> reserved, String state) {
        if (!reserved.isEmpty()) {
            tx.write("update inventory.reservations set state = ?, version = version + 1 where company_id = ? and id = any(?)",
                    state, tx.company(), reserved.stream().map(Reserved::id).toList());
        }
    }
}
