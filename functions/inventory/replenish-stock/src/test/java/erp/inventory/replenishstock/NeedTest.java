package erp.inventory.replenishstock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.work.Ids;
import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NeedTest {

    @Test
    void fillsUpToTheMaximumInWholeLots() {
        assertEquals("0", quantity("10", "40", "6", "10", "0", "0"), "the minimum is enough");
        assertEquals("36", quantity("10", "40", "6", "9", "0", "0"), "31 are wanted, and come in lots of 6");
        assertEquals("30", quantity("10", "39", "6", "9", "0", "0"), "exactly 5 lots");
        assertEquals("54", quantity("10", "40", "6", "9", "9", "10"), "50: what is promised and what is waited for is as good as gone");
        assertEquals("0", quantity("0", "0", "1", "0", "0", "0"));
        assertEquals("3", quantity("0", "0", "1", "0", "0", "3"), "only for orders");
        assertEquals("1.75", quantity("0.5", "2", "0.25", "0.4", "0", "0"), "1.6 in lots of a quarter");
    }

    @Property
    void isTheLeastNumberOfLotsThatReachesTheMaximum(@ForAll @IntRange(max = 500) int minimum, @ForAll @IntRange(max = 500) int more,
            @ForAll @IntRange(min = 1, max = 60) int lot, @ForAll @IntRange(max = 900) int onHand,
            @ForAll @IntRange(max = 300) int waiting) {
        Need need = need(minimum, minimum + more, lot, onHand, 0, waiting);
        BigDecimal quantity = need.quantity();
        if (onHand - waiting >= minimum) {
            assertEquals(0, quantity.signum());
        } else {
            int filled = onHand - waiting + quantity.intValueExact();
            assertTrue(filled >= minimum + more && filled - lot < minimum + more, need::toString);
            assertEquals(0, quantity.intValueExact() % lot);
        }
    }

    private static String quantity(String minimum, String maximum, String lot, String onHand, String reserved, String waiting) {
        return new Need(Ids.next(), Ids.next(), new BigDecimal(minimum), new BigDecimal(maximum), new BigDecimal(lot),
                new BigDecimal(onHand), new BigDecimal(reserved), new BigDecimal(waiting)).quantity().toPlainString();
    }

    private static Need need(int minimum, int maximum, int lot, int onHand, int reserved, int waiting) {
        return new Need(Ids.next(), Ids.next(), BigDecimal.valueOf(minimum), BigDecimal.valueOf(maximum), BigDecimal.valueOf(lot),
                BigDecimal.valueOf(onHand), BigDecimal.valueOf(reserved), BigDecimal.valueOf(waiting));
    }
}
