package erp.tax;

import static erp.money.Amounts.EUR;
import static erp.money.Amounts.cents;
import static erp.money.Amounts.dec;
import static erp.money.Amounts.eur;
import static erp.money.Amounts.eurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.money.Money;
import erp.money.Refused;
import erp.money.Rounding;
import erp.tax.TaxCalculation.Line;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TaxCalculationTest {

    private static final TaxKey S19 = TaxKey.standard(19);
    private static final TaxKey S7 = TaxKey.standard(7);

    @Test
    void taxesTheDocumentAndNotTheLine() {
        TaxTotals totals = net(TaxKey.standard(20), "299.33", "179.33", "99.34");
        assertEquals(eur("578.00"), totals.basis());
        assertEquals(eur("115.60"), totals.tax());
        assertEquals(eur("693.60"), totals.gross());
        assertEquals(eurs("59.87", "35.86", "19.87"), taxes(totals));

        assertEquals(eur("0.19"), net(S19, "0.33", "0.33", "0.33").tax());
    }

    @Test
    void takesADiscountOffBeforeTax() {
        TaxTotals totals = TaxCalculation.of(PriceBasis.NET, EUR, lines(TaxKey.standard(21), "97.59", "95.34", "88.21"),
                Allowance.percent(dec("3")));
        assertEquals(eur("281.14"), totals.lineTotal());
        assertEquals(eur("8.43"), totals.allowance());
        assertEquals(eur("272.71"), totals.basis());
        assertEquals(eur("57.27"), totals.tax());
        assertEquals(eur("329.98"), totals.gross());
    }

    @Test
    void sharesADiscountAmongRates() {
        List<Line> lines = List.of(new Line(eur("100.00"), S19), new Line(eur("50.00"), S7), new Line(eur("50.00"), S19));
        TaxTotals totals = TaxCalculation.of(PriceBasis.NET, EUR, lines, Allowance.amount(eur("10.00")));
        assertEquals(List.of(
                new TaxTotals.Group(S19, eur("150.00"), eur("7.50"), eur("142.50"), eur("27.08")),
                new TaxTotals.Group(S7, eur("50.00"), eur("2.50"), eur("47.50"), eur("3.33"))), totals.groups());
        assertEquals(eur("220.41"), totals.gross());
    }

    @Test
    void roundsNegativeTaxAwayFromZero() {
        assertEquals(eur("-1622.84"), net(TaxKey.standard(25), "-6491.34").tax());
    }

    @Test
    void takesTaxOutOfGrossPrices() {
        TaxTotals book = TaxCalculation.of(PriceBasis.GROSS, EUR, lines(S7, "9.99"), Allowance.NONE);
        assertEquals(eur("0.65"), book.tax());
        assertEquals(eur("9.34"), book.basis());
        assertEquals(eur("9.99"), book.gross());
        assertEquals(eur("100.00"), TaxCalculation.of(PriceBasis.GROSS, EUR, lines(S19, "119.00"), Allowance.NONE).basis());
    }

    @Test
    void takesADiscountOffGrossPricesToo() {
        TaxTotals totals = TaxCalculation.of(PriceBasis.GROSS, EUR, lines(S19, "119.00"), Allowance.percent(dec("10")));
        assertEquals(new TaxTotals(eur("100.00"), eur("10.00"), eur("90.00"), eur("17.10"), eur("107.10"),
                List.of(new TaxTotals.Group(S19, eur("100.00"), eur("10.00"), eur("90.00"), eur("17.10"))),
                List.of(new TaxTotals.Line(eur("100.00"), eur("17.10")))), totals);
    }

    @Test
    void leavesUntaxedCategoriesWithoutTax() {
        TaxTotals totals = net(TaxKey.untaxed(TaxCategory.K), "10.00", "20.00");
        assertEquals(eur("0.00"), totals.tax());
        assertEquals(eur("30.00"), totals.gross());
    }

    @Test
    void showsEachLineItsOwnTaxWhereLinesNearlyCancelOut() {
        assertEquals(eurs("190.00", "-189.99"), taxes(net(S19, "1000.00", "-999.97")));
    }

    @Test
    void anEmptyDocumentIsZero() {
        assertEquals(eur("0.00"), TaxCalculation.of(PriceBasis.NET, EUR, List.of(), Allowance.percent(dec("3"))).gross());
    }

    @Test
    void refusesADiscountOnNothing() {
        Refused.with("allowance_without_base", () -> TaxCalculation.of(PriceBasis.NET, EUR, lines(S19, "10.00", "-10.00"),
                Allowance.amount(eur("1.00"))));
    }

    @Test
    void aKeyHasARateExactlyWhereItsCategoryIsTaxed() {
        assertEquals(S7, new TaxKey(TaxCategory.S, dec("7.00")));
        Refused.with("rate_category", () -> new TaxKey(TaxCategory.K, dec("19")));
        Refused.with("rate_category", () -> new TaxKey(TaxCategory.S, dec("0")));
        Refused.with("rate_category", () -> new TaxKey(TaxCategory.S, dec("-1")));
    }

    @Property
    void sumsOfEveryKindAgree(@ForAll("documents") List<Line> lines, @ForAll PriceBasis prices, @ForAll @IntRange(max = 99) int percent) {
        TaxTotals totals = TaxCalculation.of(prices, EUR, lines, Allowance.percent(dec(percent + ".5")));

        assertEquals(totals.lineTotal(), sum(totals.lines().stream().map(TaxTotals.Line::net)));
        assertEquals(totals.tax(), sum(totals.groups().stream().map(TaxTotals.Group::tax)));
        assertEquals(totals.basis(), sum(totals.groups().stream().map(TaxTotals.Group::basis)));
        assertEquals(totals.allowance(), sum(totals.groups().stream().map(TaxTotals.Group::allowance)));
        assertEquals(totals.basis(), totals.lineTotal().minus(totals.allowance()));
        assertEquals(totals.gross(), totals.basis().plus(totals.tax()));
        for (TaxTotals.Group group : totals.groups()) {
            assertEquals(group.tax(), sum(IntStream.range(0, lines.size())
                    .filter(i -> lines.get(i).key().equals(group.key()))
                    .mapToObj(i -> totals.lines().get(i).tax())));
        }
    }

    @Property
    void netTaxFollowsTheRuleOfTheStandard(@ForAll("documents") List<Line> lines) {
        for (TaxTotals.Group group : TaxCalculation.of(PriceBasis.NET, EUR, lines, Allowance.NONE).groups()) {
            assertEquals(Rounding.round(group.basis().amount().multiply(group.key().rate()).movePointLeft(2), EUR), group.tax());
        }
    }

    @Property
    void grossPricesStayWhatTheyAre(@ForAll("documents") List<Line> lines) {
        TaxTotals totals = TaxCalculation.of(PriceBasis.GROSS, EUR, lines, Allowance.NONE);
        assertEquals(sum(lines.stream().map(Line::amount)), totals.gross());
        for (int i = 0; i < lines.size(); i++) {
            assertEquals(lines.get(i).amount(), totals.lines().get(i).net().plus(totals.lines().get(i).tax()));
        }
    }

    @Property
    void aDiscountOfEverythingLeavesNothing(@ForAll("documents") List<Line> lines) {
        TaxTotals totals = TaxCalculation.of(PriceBasis.NET, EUR, lines, Allowance.percent(dec("100")));
        assertTrue(totals.gross().isZero());
    }

    @Provide
    Arbitrary<List<Line>> documents() {
        Arbitrary<Money> amounts = Arbitraries.longs().between(1, 10_000_000).map(cents -> cents(cents));
        Arbitrary<TaxKey> keys = Arbitraries.of(S19, S7, TaxKey.untaxed(TaxCategory.E), TaxKey.standard(21));
        return Combinators.combine(amounts, keys).as(Line::new).list().ofMaxSize(15);
    }

    private static TaxTotals net(TaxKey key, String... amounts) {
        return TaxCalculation.of(PriceBasis.NET, EUR, lines(key, amounts), Allowance.NONE);
    }

    private static List<Line> lines(TaxKey key, String... amounts) {
        return Stream.of(amounts).map(amount -> new Line(eur(amount), key)).toList();
    }

    private static List<Money> taxes(TaxTotals totals) {
        return totals.lines().stream().map(TaxTotals.Line::tax).toList();
    }

    private static Money sum(Stream<Money> amounts) {
        return Money.sum(amounts.toList(), EUR);
    }
}
