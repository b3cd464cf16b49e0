package erp.tax;

import static erp.money.Amounts.EUR;
import static erp.money.Amounts.cents;
import static erp.money.Amounts.dec;
import static erp.money.Amounts.eur;
import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.money.Money;
import erp.tax.TaxCalculation.Line;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class CashDiscountTest {

    private static final TaxKey S19 = TaxKey.standard(19);
    private static final TaxKey S7 = TaxKey.standard(7);

    @Test
    void givesItsTaxBack() {
        TaxTotals invoice = invoice("100.00", "0.00");
        Money discount = invoice.gross().percent(dec("2"));
        assertEquals(eur("2.38"), discount);
        assertEquals(new CashDiscount(S19, eur("2.00"), eur("0.38")), CashDiscount.split(discount, invoice.groups()).getFirst());
    }

    @Test
    void isSharedAmongRatesByTheirGrossAmounts() {
        assertEquals(List.of(new CashDiscount(S19, eur("2.00"), eur("0.38")), new CashDiscount(S7, eur("1.00"), eur("0.07"))),
                CashDiscount.split(eur("3.45"), invoice("100.00", "50.00").groups()));
    }

    @Property
    void partsAddUpToTheDiscount(@ForAll @LongRange(min = 1, max = 1_000_000) long standard,
            @ForAll @LongRange(min = 1, max = 1_000_000) long reduced, @ForAll @LongRange(min = 0, max = 100_000) long discount) {
        List<CashDiscount> parts = CashDiscount.split(cents(discount), invoice(standard, reduced).groups());
        assertEquals(cents(discount), Money.sum(parts.stream().map(part -> part.net().plus(part.tax())).toList(), EUR));
    }

    @Property
    void ofTheWholeInvoiceGivesBackExactlyItsTax(@ForAll @LongRange(min = 1, max = 1_000_000) long standard,
            @ForAll @LongRange(min = 1, max = 1_000_000) long reduced) {
        TaxTotals invoice = invoice(standard, reduced);
        assertEquals(invoice.groups().stream().map(group -> new CashDiscount(group.key(), group.basis(), group.tax())).toList(),
                CashDiscount.split(invoice.gross(), invoice.groups()));
    }

    private static TaxTotals invoice(long standardCents, long reducedCents) {
        return invoice(cents(standardCents).amount().toString(), cents(reducedCents).amount().toString());
    }

    private static TaxTotals invoice(String standard, String reduced) {
        return TaxCalculation.of(PriceBasis.NET, EUR, List.of(new Line(eur(standard), S19), new Line(eur(reduced), S7)), Allowance.NONE);
    }
}
