package erp.receivables;

import erp.money.Money;
import erp.work.Refusal;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * The cash discount (Skonto) an invoice grants.
 *
 * @param days    how long after the invoice's date; null where it grants none
 * @param percent of what is settled in time, and of the invoice as far as it was not credited
 */
public record CashDiscountTerms(LocalDate invoiceDate, @Nullable Integer days, @Nullable BigDecimal percent) {

    /**
     * Refuses a discount that is taken too late, that is more than the agreed part of what it helps to settle, or that makes all
     * discounts together more than the agreed part of what was not credited: many small ones, each rounded up, bring no more than one.
     *
     * @param paidOn      the date of the payment
     * @param paid        what the payment settles
     * @param discount    what is not paid, gross
     * @param notCredited of the invoice, gross
     * @param before      the discounts it was granted before
     * @throws Refusal 422 {@code cash_discount_not_granted} with the greatest discount and the last day
     */
    public void check(LocalDate paidOn, Money paid, Money discount, Money notCredited, Money before) {
        if (discount.isZero()) {
            return;
        }
        Money granted = percent == null ? Money.zero(paid.currency())
                : least(paid.plus(discount).percent(percent), notCredited.percent(percent).minus(before));
        LocalDate until = days == null ? invoiceDate : invoiceDate.plusDays(days);
        if (percent == null || paidOn.isAfter(until) || discount.compareTo(granted) > 0) {
            throw new Refusal(ReceivablesCode.CASH_DISCOUNT_NOT_GRANTED, granted.toString(), until);
        }
    }

    private static Money least(Money part, Money rest) {
        Money left = rest.sign() < 0 ? Money.zero(rest.currency()) : rest;
        return part.compareTo(left) < 0 ? part : left;
    }
}
