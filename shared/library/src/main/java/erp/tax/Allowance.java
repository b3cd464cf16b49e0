package erp.tax;

import erp.money.Money;
import java.math.BigDecimal;

/** A discount on the whole document (EN 16931 BG-20), known once the sum of its lines is. */
@FunctionalInterface
public interface Allowance {

    Allowance NONE = lineTotal -> Money.zero(lineTotal.currency());

    /** The amount to take off the sum of the lines. */
    Money of(Money lineTotal);

    /** So many percent of the sum of the lines, rounded once; the percentage keeps all its decimals. */
    static Allowance percent(BigDecimal percent) {
        return lineTotal -> lineTotal.percent(percent);
    }

    static Allowance amount(Money amount) {
        return lineTotal -> amount;
    }
}
