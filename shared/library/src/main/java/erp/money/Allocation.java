package erp.money;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Parts that add up to their total, to the cent, by largest remainder: each part is its exact share rounded down, and
 * the cents left over go to the shares cut most; on a tie the first gets the cent.
 */
public final class Allocation {

    private Allocation() {
    }

    /**
     * Splits a total in proportion to weights, which may be negative (a credited line) as long as they do not cancel
     * out. A total of zero splits into zeros whatever the weights are.
     */
    public static List<Money> split(Money total, List<BigDecimal> weights) {
        if (total.isZero()) {
            return weights.stream().map(weight -> total).toList();
        }
        BigDecimal sum = weights.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        if (sum.signum() == 0) {
            throw new IllegalArgumentException(total + " has no proportion to split by");
        }
        return round(total, weights.stream().map(total.amount()::multiply).toList(), sum);
    }

    /**
     * Rounds exact shares so that they add up to a total that is itself their rounded sum. The shares are given as
     * {@code numerators / denominator}, because shares like thirds have no exact decimal.
     */
    public static List<Money> round(Money total, List<BigDecimal> numerators, BigDecimal denominator) {
        int digits = total.amount().scale();
        int scale = numerators.stream().mapToInt(BigDecimal::scale).reduce(Math.max(denominator.scale(), 0), Math::max);
        // Everything turns into whole cents, and a negative total into its mirror image, so that -x splits like x.
        boolean mirrored = total.sign() < 0;
        BigInteger units = total.amount().unscaledValue().abs();
        BigInteger sign = BigInteger.valueOf((mirrored ? -1 : 1) * denominator.signum());
        BigInteger whole = denominator.setScale(scale).unscaledValue().abs();

        BigInteger cents = BigInteger.TEN.pow(digits).multiply(sign);
        List<BigInteger> parts = new ArrayList<>();
        List<BigInteger> remainders = new ArrayList<>();
        for (BigDecimal numerator : numerators) {
            BigInteger exact = numerator.setScale(scale).unscaledValue().multiply(cents);
            BigInteger remainder = exact.mod(whole);
            remainders.add(remainder);
            parts.add(exact.subtract(remainder).divide(whole));
        }
        int left = units.subtract(parts.stream().reduce(BigInteger.ZERO, BigInteger::add)).intValueExact();
        if (left < 0 || left > parts.size()) {
            throw new IllegalArgumentException("the shares do not add up to " + total);
        }
        if (left > 0) {
            IntStream.range(0, parts.size()).boxed()
                    .sorted(Comparator.comparing(remainders::get, Comparator.reverseOrder()))
                    .limit(left)
                    .forEach(i -> parts.set(i, parts.get(i).add(BigInteger.ONE)));
        }
        return parts.stream()
                .map(part -> new Money(new BigDecimal(mirrored ? part.negate() : part, digits), total.currency()))
                .toList();
    }
}
