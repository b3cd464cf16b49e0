package erp.stock;

import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Goods promised to somebody: reserved is never more than is on hand, at every commit. The counters' row locks are taken in key
 * order and waited for, so of many who want the last piece exactly one gets it and the others hear how much is left.
 */
public final class Reservations {

    /** The source of reservations that belong to no document, and are released one by one. */
    public static final String FREE = "stock_reservation";

    private Reservations() {
    }

    /**
     * What somebody wants reserved.
     *
     * @param line the line of the document that wants it, from 1
     * @param lot  the lot or serial number, null for any
     */
    public record Wish(int line, UUID product, @Nullable String lot, BigDecimal quantity) {

        /** Any lot will do. */
        public Wish(int line, UUID product, BigDecimal quantity) {
            this(line, product, null, quantity);
        }

        boolean fits(Counter counter) {
            return product.equals(counter.productId) && (lot == null || lot.equals(counter.lot));
        }
    }

    /** A counter under lock, with what can still be promised. */
    public record Counter(UUID productId, UUID locationId, String lot, BigDecimal onHand, BigDecimal reserved) {
        BigDecimal available() {
            return onHand.subtract(reserved);
        }

        /** The counter with what has just been reserved of it. */
        public Counter less(List<Reserved> taken) {
            BigDecimal part = taken.stream().filter(one -> one.key().equals(new Balances.Key(productId, locationId, lot)))
                    .map(Reserved::quantity).reduce(BigDecimal.ZERO, BigDecimal::add);
            return new Counter(productId, locationId, lot, onHand, reserved.add(part));
        }
    }

    /** A reservation of a document's line. */
    public record Reserved(UUID id, UUID productId, UUID locationId, String lot, BigDecimal quantity, int sourceLine) {
        /** The same reservation of another quantity. */
        public Reserved with(BigDecimal other) {
            return new Reserved(id, productId, locationId, lot, other, sourceLine);
        }

        Balances.Key key() {
            return new Balances.Key(productId, locationId, lot);
        }
    }

    /**
     * Locks the counters of products in one storage place, in key order; asked for with what else is queued. Lots that are used up
     * are left out: there is nothing in them to promise or to give back.
     */
    public static Tx.Later<List<Counter>> lock(Tx tx, UUID location, List<UUID> products) {
        return tx.later(Counter.class, """
                select product_id, location_id, lot, on_hand, reserved from inventory.balances
                 where company_id = ? and product_id = any(?::uuid[]) and location_id = ? and on_hand > 0
                 order by product_id, location_id, lot for no key update""", tx.company(), products, location);
    }

    /**
     * Refuses wishes that no stock could meet.
     *
     * @throws erp.work.Refusal 422 {@code unknown_stock_product}, {@code lot_required} for a lot of goods without lots,
     *                 {@code serial_is_one}, {@code quantity_fraction}
     */
    public static void check(Tx tx, List<Wish> wishes) {
        Map<UUID, Goods> goods = Goods.read(tx, wishes.stream().map(Wish::product).distinct().toList()).get();
        for (Wish wish : wishes) {
            Goods wanted = goods.get(wish.product);
            if (wanted == null) {
                throw StockCode.UNKNOWN_STOCK_PRODUCT.at(wish.line, "productId");
            }
            if (wish.lot != null && wanted.tracking() == Goods.Tracking.NONE) {
                throw StockCode.LOT_REQUIRED.at(wish.line, "lot", wanted.number());
            }
            wanted.checkQuantity(wish.line, wish.quantity);
        }
    }

    /**
     * Reserves what is there, lot by lot, and at most what is wanted.
     *
     * @param counters  locked by {@link #lock} in this transaction
     * @param allOrNone whether to refuse when a wish cannot be met whole
     * @return what was reserved
     * @throws erp.work.Refusal 409 {@code not_available} with the line and what is available
     */
    public static List<Reserved> reserve(Tx tx, List<Counter> counters, List<Wish> wishes, boolean allOrNone,
            String sourceType, UUID sourceId) {
        List<Reserved> reserved = Allotment.of(counters, wishes, allOrNone);
        if (!reserved.isEmpty()) {
            count(tx, reserved, BigDecimal.ONE);
            tx.write("""
                    insert into inventory.reservations (company_id, source_type, source_id, id, product_id, location_id,
                                           lot, quantity, source_line)
                    select ?, ?, ?, r.* from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::numeric[], ?::smallint[]) r""",
                    tx.company(), sourceType, sourceId, reserved.stream().map(Reserved::id).toList(),
                    reserved.stream().map(Reserved::productId).toList(), reserved.stream().map(Reserved::locationId).toList(),
                    reserved.stream().map(Reserved::lot).toList(), reserved.stream().map(Reserved::quantity).toList(),
                    reserved.stream().map(Reserved::sourceLine).toList());
        }
        return reserved;
    }

    /**
     * The open reservations of a document, under lock. Their counters are not: {@link #release} locks them, and {@link Stock#move} all
     * that a shipment needs, in one order.
     */
    public static List<Reserved> lockOf(Tx tx, UUID sourceId) {
        return tx.list(Reserved.class, """
                select id, product_id, location_id, lot, quantity, source_line from inventory.reservations
                 where company_id = ? and source_id = ? and state = 'reserved' order by id for no key update""", tx.company(), sourceId);
    }

    /** Gives reserved goods back; the caller has locked the reservations. */
    public static void release(Tx tx, List<Reserved> reserved) {
        Map<Reserved, BigDecimal> whole = new LinkedHashMap<>();
        reserved.forEach(one -> whole.put(one, one.quantity));
        release(tx, whole);
    }

    /** Gives so much of each reservation back; the caller has locked them. What is not given back stays reserved. */
    public static void release(Tx tx, Map<Reserved, BigDecimal> given) {
        if (given.isEmpty()) {
            return;
        }
        // An update locks rows in the order it finds them, so the order of keys is set before it.
        Balances.lock(tx, given.keySet().stream().map(Reserved::key).distinct().toList());
        count(tx, given.entrySet().stream().map(one -> one.getKey().with(one.getValue())).toList(), BigDecimal.ONE.negate());
        take(tx, given, "released");
    }

    /**
     * Ends reservations whose goods are being shipped; the counters go down with the move itself ({@link Movement#reserved}). What is
     * shipped less than reserved stays reserved.
     *
     * @param used the quantity shipped of each reservation, greater than 0 and at most what was reserved
     */
    public static void consume(Tx tx, Map<Reserved, BigDecimal> used) {
        take(tx, used, "consumed");
    }

    /** Makes reservations smaller, and ends those of which nothing is left. */
    private static void take(Tx tx, Map<Reserved, BigDecimal> taken, String state) {
        List<Reserved> part = taken.keySet().stream().filter(r -> taken.get(r).compareTo(r.quantity) != 0).toList();
        if (!part.isEmpty()) {
            tx.write("""
                    update inventory.reservations r set quantity = r.quantity - k.quantity, version = r.version + 1
                      from unnest(?::uuid[], ?::numeric[]) k (id, quantity)
                     where r.company_id = ? and r.id = k.id""",
                    part.stream().map(Reserved::id).toList(), part.stream().map(taken::get).toList(),
                    tx.company());
        }
        end(tx, taken.keySet().stream().filter(r -> !part.contains(r)).toList(), state);
    }

    /** Adds the quantities, times a sign, to the counters. */
    private static void count(Tx tx, List<Reserved> reserved, BigDecimal sign) {
        Map<Balances.Key, BigDecimal> sums = new LinkedHashMap<>();
        reserved.forEach(one -> sums.merge(one.key(), one.quantity.multiply(sign), BigDecimal::add));
        Balances.change(tx, sums.keySet(), sums.values().stream().map(_ -> BigDecimal.ZERO).toList(), List.copyOf(sums.values()));
    }

    private static void end(Tx tx, List<Reserved> reserved, String state) {
        if (!reserved.isEmpty()) {
            tx.write("update inventory.reservations set state = ?, version = version + 1 where company_id = ? and id = any(?::uuid[])",
                    state, tx.company(), reserved.stream().map(Reserved::id).toList());
        }
    }
}
