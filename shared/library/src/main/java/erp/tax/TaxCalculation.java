package erp.tax;

import erp.money.Allocation;
import erp.money.Money;
import erp.work.Refusal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * VAT of a document by EN 16931: tax is computed on each group of category and rate and rounded half up there
 * (BR-CO-17), never line by line. A discount on the document is shared among the lines in proportion.
 */
public final class TaxCalculation {

    /** What a line brings: its amount, without or with tax as the {@link PriceBasis} says, and how it is taxed. */
    public record Line(Money amount, TaxKey key) {
    }

    private final PriceBasis prices;
    private final Currency currency;

    private TaxCalculation(PriceBasis prices, Currency currency) {
        this.prices = prices;
        this.currency = currency;
    }

    /** The totals of a document; refuses with {@code allowance_without_base} a discount on lines that add up to nothing. */
    public static TaxTotals of(PriceBasis prices, Currency currency, List<Line> lines, Allowance allowance) {
        return new TaxCalculation(prices, currency).totals(lines, allowance);
    }

    private TaxTotals totals(List<Line> lines, Allowance allowance) {
        List<Money> amounts = lines.stream().map(Line::amount).toList();
        Money sum = Money.sum(amounts, currency);
        Money discount = allowance.of(sum);
        if (sum.isZero() && !discount.isZero()) {
            throw new Refusal(TaxCode.ALLOWANCE_WITHOUT_BASE, discount);
        }
        List<Money> discounts = Allocation.split(discount, numbers(amounts));

        List<TaxTotals.Group> groups = new ArrayList<>();
        TaxTotals.Line[] taxed = new TaxTotals.Line[lines.size()];
        indexesByKey(lines).forEach((key, indexes) -> {
            List<Money> before = indexes.stream().map(amounts::get).toList();
            List<Money> after = indexes.stream().map(i -> amounts.get(i).minus(discounts.get(i))).toList();
            List<Money> taxBefore = taxes(before, key.rate());
            List<Money> taxAfter = discount.isZero() ? taxBefore : taxes(after, key.rate());
            List<Money> nets = IntStream.range(0, before.size())
                    .mapToObj(i -> prices.net(before.get(i), taxBefore.get(i))).toList();

            Money tax = Money.sum(taxAfter, currency);
            Money basis = prices.net(Money.sum(after, currency), tax);
            Money lineTotal = Money.sum(nets, currency);
            groups.add(new TaxTotals.Group(key, lineTotal, lineTotal.minus(basis), basis, tax));
            for (int i = 0; i < indexes.size(); i++) {
                taxed[indexes.get(i)] = new TaxTotals.Line(nets.get(i), taxAfter.get(i));
            }
        });

        Money basis = Money.sum(groups.stream().map(TaxTotals.Group::basis).toList(), currency);
        Money tax = Money.sum(groups.stream().map(TaxTotals.Group::tax).toList(), currency);
        Money lineTotal = Money.sum(groups.stream().map(TaxTotals.Group::lineTotal).toList(), currency);
        return new TaxTotals(lineTotal, lineTotal.minus(basis), basis, tax, basis.plus(tax), List.copyOf(groups), List.of(taxed));
    }

    /** The tax on a group, as shares of its lines that add up to it. */
    private List<Money> taxes(List<Money> amounts, BigDecimal rate) {
        Money tax = prices.tax(Money.sum(amounts, currency), rate);
        List<BigDecimal> numerators = amounts.stream().map(amount -> amount.amount().multiply(rate)).toList();
        return Allocation.round(tax, numerators, prices.divisor(rate));
    }

    private static Map<TaxKey, List<Integer>> indexesByKey(List<Line> lines) {
        Map<TaxKey, List<Integer>> indexes = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            indexes.computeIfAbsent(lines.get(i).key(), key -> new ArrayList<>()).add(i);
        }
        return indexes;
    }

    private static List<BigDecimal> numbers(Collection<Money> amounts) {
        return amounts.stream().map(Money::amount).toList();
    }
}
