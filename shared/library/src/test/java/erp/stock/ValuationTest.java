package erp.stock;

import static erp.money.Amounts.EUR;
import static erp.money.Amounts.cents;
import static erp.money.Amounts.dec;
import static erp.money.Amounts.eur;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.money.Money;
import erp.money.Refused;
import erp.stock.Valuation.Consumption;
import erp.stock.Valuation.Correction;
import erp.stock.Valuation.Layer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ValuationTest {

    private static final UUID FIRST = new UUID(0, 1);
    private static final UUID SECOND = new UUID(0, 2);

    @Test
    void fifoTakesTheOldestFirst() {
        List<Layer> layers = List.of(new Layer(FIRST, holding("10", "100.00")), new Layer(SECOND, holding("10", "120.00")));
        List<Consumption> consumptions = Valuation.fifo(layers, dec("15"));
        assertEquals(List.of(new Consumption(FIRST, holding("10", "100.00")), new Consumption(SECOND, holding("5", "60.00"))),
                consumptions);

        Holding rest = layers.getLast().rest().minus(consumptions.getLast().taken());
        assertEquals(holding("5", "60.00"), rest);
        assertEquals(new Correction(eur("10.00"), eur("10.00")), Valuation.correct(eur("20.00"), dec("10"), rest));
    }

    @Test
    void averageCostsWhatThePoolCosts() {
        Holding pool = holding("10", "100.00").plus(holding("5", "65.00"));
        Holding most = Valuation.average(pool, dec("12"));
        assertEquals(eur("132.00"), most.value());
        Holding last = Valuation.average(pool.minus(most), dec("3"));
        assertEquals(eur("33.00"), last.value());
        assertEquals(Holding.empty(EUR), pool.minus(most).minus(last));
    }

    @Test
    void theLastUnitTakesTheLastCent() {
        Holding pool = holding("3", "10.00");
        List<Money> issues = new ArrayList<>();
        while (!pool.isEmpty()) {
            Holding issue = Valuation.average(pool, BigDecimal.ONE);
            issues.add(issue.value());
            pool = pool.minus(issue);
        }
        assertEquals(List.of(eur("3.33"), eur("3.34"), eur("3.33")), issues);
        assertEquals(eur("0.00"), pool.value());
    }

    @Test
    void aReturnComesBackAtTheCostItLeftWith() {
        Holding issued = holding("3", "10.00");
        Holding first = Valuation.comeBack(issued, dec("1"));
        assertEquals(holding("1", "3.33"), first);
        assertEquals(holding("2", "6.67"), Valuation.comeBack(issued.minus(first), dec("2")));
        Refused.with("negative_stock", () -> Valuation.comeBack(issued.minus(first), dec("3")));
    }

    @Test
    void aCorrectionOfWhatHasLeftIsExpense() {
        assertEquals(new Correction(eur("0.00"), eur("20.00")), Valuation.correct(eur("20.00"), dec("10"), Holding.empty(EUR)));
        assertEquals(new Correction(eur("20.00"), eur("0.00")), Valuation.correct(eur("20.00"), dec("10"), holding("25", "250.00")));
    }

    @Test
    void aReductionNeverTakesMoreThanTheStockIsWorth() {
        assertEquals(new Correction(eur("-6.00"), eur("-94.00")), Valuation.correct(eur("-100.00"), dec("10"), holding("5", "6.00")));
    }

    @Test
    void refusesMoreThanThereIs() {
        List<Layer> layers = List.of(new Layer(FIRST, holding("1", "1.00")), new Layer(SECOND, holding("2", "2.00")));
        assertEquals(List.of("3.5", "3"), List.of(Refused.with("negative_stock", () -> Valuation.fifo(layers, dec("3.5"))).args()));
        Refused.with("negative_stock", () -> Valuation.average(holding("1", "1.00"), dec("2")));
    }

    @Test
    void nothingIsWorthNothing() {
        assertThrows(IllegalArgumentException.class, () -> holding("0", "0.01"));
        assertThrows(IllegalArgumentException.class, () -> holding("-1", "1.00"));
        assertThrows(IllegalArgumentException.class, () -> holding("1", "-1.00"));
        assertThrows(IllegalArgumentException.class, () -> holding("0.0000001", "1.00"));
    }

    /** Goods that come in (with a value) or go out (without). */
    record Move(BigDecimal quantity, Money value) {

        boolean isReceipt() {
            return value != null;
        }
    }

    @Property
    void fifoLosesNeitherQuantityNorValue(@ForAll("moves") List<Move> moves) {
        List<Layer> layers = new ArrayList<>();
        Holding received = Holding.empty(EUR);
        Holding issued = Holding.empty(EUR);
        for (Move move : moves) {
            if (move.isReceipt()) {
                Holding receipt = new Holding(move.quantity(), move.value());
                layers.add(new Layer(new UUID(0, layers.size()), receipt));
                received = received.plus(receipt);
            } else {
                BigDecimal quantity = move.quantity().min(total(layers).quantity());
                Holding out = Holding.empty(EUR);
                for (Consumption consumption : Valuation.fifo(layers, quantity)) {
                    layers.replaceAll(layer -> layer.id().equals(consumption.layer())
                            ? new Layer(layer.id(), layer.rest().minus(consumption.taken())) : layer);
                    out = out.plus(consumption.taken());
                }
                assertEquals(0, quantity.compareTo(out.quantity()));
                issued = issued.plus(out);
            }
        }
        assertEquals(received, issued.plus(total(layers)));
    }

    @Property
    void averageLosesNeitherQuantityNorValue(@ForAll("moves") List<Move> moves) {
        Holding pool = Holding.empty(EUR);
        Holding received = Holding.empty(EUR);
        Holding issued = Holding.empty(EUR);
        for (Move move : moves) {
            if (move.isReceipt()) {
                Holding receipt = new Holding(move.quantity(), move.value());
                pool = pool.plus(receipt);
                received = received.plus(receipt);
            } else {
                Holding issue = Valuation.average(pool, move.quantity().min(pool.quantity()));
                pool = pool.minus(issue);
                issued = issued.plus(issue);
            }
            assertTrue(pool.value().sign() >= 0);
        }
        assertEquals(received, issued.plus(pool));
        assertEquals(Holding.empty(EUR), pool.minus(Valuation.average(pool, pool.quantity())));
    }

    @Property
    void correctionsAddUp(@ForAll @LongRange(min = -1_000_000, max = 1_000_000) long change,
            @ForAll @LongRange(min = 1, max = 1_000) long received, @ForAll @LongRange(min = 0, max = 1_000) long rest,
            @ForAll @LongRange(min = 0, max = 1_000_000) long value) {
        Holding there = new Holding(BigDecimal.valueOf(rest), cents(rest == 0 ? 0 : value));
        Correction correction = Valuation.correct(cents(change), BigDecimal.valueOf(received), there);
        assertEquals(cents(change), correction.stock().plus(correction.issued()));
        assertTrue(there.value().plus(correction.stock()).sign() >= 0);
    }

    @Provide
    Arbitrary<List<Move>> moves() {
        Arbitrary<BigDecimal> quantities = Arbitraries.bigDecimals().between(dec("0.000001"), dec("1000")).ofScale(6);
        Arbitrary<Money> values = Arbitraries.longs().between(0, 1_000_000).map(cents -> cents(cents)).injectNull(0.5);
        return Combinators.combine(quantities, values).as(Move::new).list().ofMaxSize(40);
    }

    private static Holding total(List<Layer> layers) {
        return layers.stream().map(Layer::rest).reduce(Holding.empty(EUR), Holding::plus);
    }

    private static Holding holding(String quantity, String value) {
        return new Holding(dec(quantity), eur(value));
    }
}
