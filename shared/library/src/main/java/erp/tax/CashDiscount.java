package erp.tax;

import erp.money.Allocation;
import erp.money.Money;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The part of a cash discount (Skonto) or of a bad debt that falls on one category and rate. It was taken off the gross
 * amount, so the VAT within it is corrected (§ 17 UStG).
 */
public record CashDiscount(TaxKey key, Money net, Money tax) {

    /**
     * Splits a gross discount among the groups of the document in proportion to their gross amounts, and each part into
     * net and VAT. All parts add up to the discount.
     */
    public static List<CashDiscount> split(Money grossDiscount, List<TaxTotals.Group> groups) {
        List<Money> parts = Allocation.split(grossDiscount, groups.stream().map(group -> group.gross().amount()).toList());
        return IntStream.range(0, parts.size())
                .mapToObj(i -> of(parts.get(i), groups.get(i).key()))
                .toList();
    }

    private static CashDiscount of(Money gross, TaxKey key) {
        Money tax = PriceBasis.GROSS.tax(gross, key.rate());
        return new CashDiscount(key, gross.minus(tax), tax);
    }
}
