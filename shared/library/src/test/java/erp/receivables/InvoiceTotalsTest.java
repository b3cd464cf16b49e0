package erp.receivables;

import static erp.money.Amounts.cents;
import static erp.money.Amounts.dec;
import static erp.receivables.Samples.line;
import static erp.receivables.Samples.totals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class InvoiceTotalsTest {

    @Test
    void addsUpTheLinesAndTaxesTheGroups() {
        InvoiceTotals totals = totals(line(1, "3", "0.33", "0", "S", 19), line(2, "1", "50.00", "10", "S", 7));
        assertEquals(dec("45.99"), totals.net());
        assertEquals(dec("3.34"), totals.tax());
        assertEquals(dec("49.33"), totals.gross());
        assertEquals("standard", totals.taxes().getFirst().taxCase());
    }

    @Test
    void keepsTheReasonOfWhatIsNotTaxed() {
        assertEquals("steuerfrei", totals(line("10.00", "G", 0)).taxes().getFirst().reason());
    }

    @Test
    void aReversingLineIsTheSameBelowZero() {
        InvoiceLine line = line(1, "3", "0.335", "5", "S", 19);
        assertEquals(totals(line).gross().negate(), totals(line.reversed()).gross());
        assertEquals(totals(line).taxes().getFirst().reversed(), totals(line.reversed()).taxes().getFirst());
    }

    @Property(tries = 300)
    void followFromTheLinesAlone(@ForAll @Size(min = 1, max = 10) List<@LongRange(min = 0, max = 1_000_00) Long> prices,
            @ForAll @LongRange(min = 1, max = 9_999) long quantity) {
        List<InvoiceLine> lines = new ArrayList<>();
        for (int i = 0; i < prices.size(); i++) {
            lines.add(line(i + 1, BigDecimal.valueOf(quantity, 2).toString(), cents(prices.get(i)).amount().toString(), "3.5", "S",
                    i % 2 == 0 ? 19 : 7));
        }
        InvoiceTotals totals = totals(lines.toArray(InvoiceLine[]::new));
        assertEquals(lines.stream().map(InvoiceLine::net).reduce(BigDecimal.ZERO.setScale(2), BigDecimal::add), totals.net());
        assertEquals(totals.gross(), totals.net().add(totals.tax()));
        for (InvoiceTax tax : totals.taxes()) {
            assertEquals(tax.basis().multiply(tax.rate()).movePointLeft(2).setScale(2, RoundingMode.HALF_UP), tax.tax());
        }
    }
}
