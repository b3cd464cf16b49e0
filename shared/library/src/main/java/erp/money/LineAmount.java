package erp.money;

import erp.work.Refusal;
import java.math.BigDecimal;
import java.util.Currency;

/** The net amount of a document line (EN 16931 BT-131). */
public final class LineAmount {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private LineAmount() {
    }

    /**
     * {@code quantity × unitPrice × (1 − discountPercent / 100)}, exact until it is rounded once to the currency. The
     * unit price (BT-146) and the percentage may have more decimals than an amount.
     *
     * @param discountPercent 0 to 100, otherwise refused with {@code range}
     */
    public static Money of(BigDecimal quantity, BigDecimal unitPrice, BigDecimal discountPercent, Currency currency) {
        if (discountPercent.signum() < 0 || discountPercent.compareTo(HUNDRED) > 0) {
            throw new Refusal(MoneyCode.RANGE, discountPercent.toPlainString(), "0 … 100");
        }
        BigDecimal share = HUNDRED.subtract(discountPercent).movePointLeft(2);
        return Rounding.round(quantity.multiply(unitPrice).multiply(share), currency);
    }
}
