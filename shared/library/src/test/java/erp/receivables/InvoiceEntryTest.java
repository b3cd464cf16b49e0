package erp.receivables;

import static erp.money.Amounts.cents;
import static erp.money.Amounts.eur;
import static erp.receivables.Samples.DAY;
import static erp.receivables.Samples.ID;
import static erp.receivables.Samples.PARTNER;
import static erp.receivables.Samples.company;
import static erp.receivables.Samples.line;
import static erp.receivables.Samples.text;
import static erp.receivables.Samples.totals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.ledger.Chart;
import erp.ledger.Entry;
import erp.money.Money;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class InvoiceEntryTest {

    private static Entry entry(Chart chart, InvoiceType type, InvoiceLine... lines) {
        return InvoiceEntry.document(company(chart), type, ID, "Rechnung", PARTNER, DAY, totals(lines).taxes());
    }

    @Test
    void booksRevenueAndTaxByGroup() {
        assertEquals("""
                1200 172.50 0.00 partner
                4400 0.00 100.00; S 19 100.00 box 81
                3806 0.00 19.00; S 19 100.00
                4300 0.00 50.00; S 7 50.00 box 86
                3801 0.00 3.50; S 7 50.00
                """, text(entry(Chart.SKR04, InvoiceType.INVOICE, line("100.00", "S", 19), line("50.00", "S", 7))));
        assertEquals("""
                1400 119.00 0.00 partner
                8400 0.00 100.00; S 19 100.00 box 81
                1776 0.00 19.00; S 19 100.00
                """, text(entry(Chart.SKR03, InvoiceType.INVOICE, line("100.00", "S", 19))));
    }

    @Test
    void booksWhatIsNotTaxedByItsCase() {
        assertEquals("""
                1200 300.00 0.00 partner
                4120 0.00 100.00; G 0 100.00 box 43
                4125 0.00 200.00; K 0 200.00 box 41
                """, text(entry(Chart.SKR04, InvoiceType.INVOICE, line("100.00", "G", 0), line("200.00", "K", 0))));
    }

    @Test
    void turnsTheSidesForACreditNote() {
        assertEquals("""
                1200 0.00 119.00 partner
                4400 100.00 0.00; S 19 -100.00 box 81
                3806 19.00 0.00; S 19 -100.00
                """, text(entry(Chart.SKR04, InvoiceType.CREDIT_NOTE, line("100.00", "S", 19))));
    }

    @Test
    void takesACashDiscountBackByGroup() {
        assertEquals("""
                8736 2.00 0.00; S 19 -2.00 box 81
                1776 0.38 0.00; S 19 -2.00
                1400 0.00 2.38 partner
                """, text(InvoiceEntry.cashDiscount(company(Chart.SKR03), ID, "Skonto", PARTNER, DAY, eur("2.38"),
                totals(line("100.00", "S", 19)).taxes())));
    }

    @Test
    void booksMoneyBothWays() {
        assertEquals("1800 10.00 0.00\n1200 0.00 10.00 partner\n",
                text(InvoiceEntry.payment(company(Chart.SKR04), ID, "Zahlung", PARTNER, "1800", eur("10.00"))));
        assertEquals("1800 0.00 10.00\n1200 10.00 0.00 partner\n",
                text(InvoiceEntry.payment(company(Chart.SKR04), ID, "Zahlung", PARTNER, "1800", eur("-10.00"))));
    }

    @Test
    void anInvoiceOverNothingHasNoLines() {
        assertTrue(entry(Chart.SKR04, InvoiceType.INVOICE, line("0.00", "S", 19)).lines().isEmpty());
    }

    @Property(tries = 300)
    void isBalancedAndItsDiscountToo(@ForAll @Size(min = 1, max = 8) List<@LongRange(min = 0, max = 10_000_00) Long> nets,
            @ForAll @IntRange(min = 1, max = 3) int percent) {
        List<InvoiceLine> lines = new ArrayList<>();
        for (int i = 0; i < nets.size(); i++) {
            lines.add(line(i + 1, "1", cents(nets.get(i)).amount().toString(), "0", i % 3 == 2 ? "G" : "S",
                    i % 3 == 2 ? 0 : i % 3 == 0 ? 19 : 7));
        }
        InvoiceTotals totals = totals(lines.toArray(InvoiceLine[]::new));
        Entry entry = entry(Chart.SKR04, InvoiceType.INVOICE, lines.toArray(InvoiceLine[]::new));
        if (entry.lines().isEmpty()) {
            return;
        }
        assertEquals(eur("0.00"), Samples.difference(entry));
        assertEquals(eur(totals.gross().toString()), entry.lines().getFirst().debit());
        Money discount = eur(totals.gross().toString()).percent(BigDecimal.valueOf(percent));
        if (!discount.isZero()) {
            assertEquals(eur("0.00"), Samples.difference(InvoiceEntry.cashDiscount(company(Chart.SKR04), ID, "Skonto", PARTNER, DAY,
                    discount, totals.taxes())));
        }
    }
}
