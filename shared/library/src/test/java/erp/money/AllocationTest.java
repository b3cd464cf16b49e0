package erp.money;

import static erp.money.Amounts.EUR;
import static erp.money.Amounts.cents;
import static erp.money.Amounts.dec;
import static erp.money.Amounts.eur;
import static erp.money.Amounts.eurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AllocationTest {

    private static final List<BigDecimal> THIRDS = Collections.nCopies(3, BigDecimal.ONE);

    @Test
    void givesTheCentToTheFirst() {
        assertEquals(eurs("33.34", "33.33", "33.33"), Allocation.split(eur("100.00"), THIRDS));
        assertEquals(eurs("-33.34", "-33.33", "-33.33"), Allocation.split(eur("-100.00"), THIRDS));
    }

    @Test
    void givesTheCentToTheShareCutMost() {
        assertEquals(eurs("0.16", "0.17", "0.67"), Allocation.split(eur("1.00"), List.of(dec("1"), dec("1.05"), dec("4.2"))));
    }

    @Test
    void givesNothingToNoWeight() {
        assertEquals(eurs("0.00", "0.01"), Allocation.split(eur("0.01"), List.of(dec("0"), dec("0.000001"))));
    }

    @Test
    void splitsByCreditedLinesToo() {
        assertEquals(eurs("20.00", "-10.00"), Allocation.split(eur("10.00"), List.of(dec("200"), dec("-100"))));
    }

    @Test
    void splitsNothingIntoNothing() {
        assertEquals(eurs("0.00", "0.00"), Allocation.split(eur("0.00"), List.of(dec("5"), dec("-5"))));
        assertThrows(IllegalArgumentException.class, () -> Allocation.split(eur("1.00"), List.of(dec("5"), dec("-5"))));
    }

    @Test
    void refusesATotalThatIsNotTheSumOfTheShares() {
        assertThrows(IllegalArgumentException.class, () -> Allocation.round(eur("2.00"), List.of(dec("1")), dec("1")));
    }

    @Property
    void partsAddUp(@ForAll @LongRange(min = -10_000_000, max = 10_000_000) long total,
            @ForAll @NotEmpty @Size(max = 12) List<@BigRange(min = "-1000", max = "1000") @Scale(3) BigDecimal> weights) {
        Assume.that(weights.stream().reduce(BigDecimal.ZERO, BigDecimal::add).signum() != 0);
        assertEquals(cents(total), Money.sum(Allocation.split(cents(total), weights), EUR));
    }

    @Property
    void noPartIsACentOrMoreOff(@ForAll @LongRange(min = 0, max = 10_000_000) long total,
            @ForAll @NotEmpty @Size(max = 12) List<@BigRange(min = "0.001", max = "1000") @Scale(3) BigDecimal> weights) {
        BigDecimal sum = weights.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        List<Money> parts = Allocation.split(cents(total), weights);
        for (int i = 0; i < parts.size(); i++) {
            BigDecimal exact = cents(total).amount().multiply(weights.get(i)).divide(sum, MathContext.DECIMAL128);
            assertTrue(parts.get(i).amount().subtract(exact).abs().compareTo(dec("0.01")) < 0);
        }
    }

    @Property
    void aNegativeTotalSplitsLikeAPositiveOne(@ForAll @LongRange(min = 0, max = 10_000_000) long total,
            @ForAll @NotEmpty @Size(max = 12) List<@BigRange(min = "0.001", max = "1000") @Scale(3) BigDecimal> weights) {
        List<Money> mirrored = Allocation.split(cents(total), weights).stream().map(Money::negate).toList();
        assertEquals(mirrored, Allocation.split(cents(-total), weights));
    }
}
