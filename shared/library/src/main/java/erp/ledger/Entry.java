package erp.ledger;

import erp.money.Money;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A journal entry before it is posted: where it comes from, and its lines.
 *
 * @param sourceType the kind of document it comes from, for example {@code sales_invoice}
 * @param sourceId   that document
 * @param text       what an accountant reads
 * @param reverses   the entry that this one takes back, or null
 */
public record Entry(String sourceType, UUID sourceId, String text, @Nullable UUID reverses, List<Line> lines) {

    /**
     * One side of an account; exactly one of debit and credit is not zero, and below zero only in a general reversal.
     *
     * @param tax what the line means for the VAT return, or null
     */
    public record Line(String account, Money debit, Money credit, @Nullable UUID partner, @Nullable Tax tax, @Nullable String text) {

        private Line negated() {
            return new Line(account, debit.negate(), credit.negate(), partner,
                    tax == null ? null : new Tax(tax.category, tax.rate, tax.base.negate(), tax.box), text);
        }
    }

    /**
     * What a line means for the VAT return.
     *
     * @param base the taxable amount of a tax line, the amount itself on a revenue line
     * @param box  the Kennzahl of the UStVA
     */
    public record Tax(String category, BigDecimal rate, Money base, @Nullable String box) {
    }

    /** An entry without lines yet, to be filled with {@link #debit} and {@link #credit}. */
    public static Entry of(String sourceType, UUID sourceId, String text) {
        return new Entry(sourceType, sourceId, text, null, new ArrayList<>());
    }

    /** Adds a debit; an amount below zero goes to the other side, zero is left out. */
    public Entry debit(String account, Money amount) {
        return add(account, amount, null, null);
    }

    /** Adds a credit; an amount below zero goes to the other side, zero is left out. */
    public Entry credit(String account, Money amount) {
        return add(account, amount.negate(), null, null);
    }

    /** Adds a debit (or, below zero, a credit) of a partner's account. */
    public Entry debit(String account, Money amount, UUID partner) {
        return add(account, amount, partner, null);
    }

    /** Adds a credit (or, below zero, a debit) that counts for the VAT return. */
    public Entry credit(String account, Money amount, Tax tax) {
        return add(account, amount.negate(), null, tax);
    }

    /** The same sides with negative amounts: what takes the entry, or a part of such an entry, back. */
    public Entry negated() {
        return new Entry(sourceType, sourceId, text, reverses, lines.stream().map(Line::negated).toList());
    }

    private Entry add(String account, Money amount, @Nullable UUID partner, @Nullable Tax tax) {
        Money zero = Money.zero(amount.currency());
        if (amount.sign() > 0) {
            lines.add(new Line(account, amount, zero, partner, tax, null));
        } else if (amount.sign() < 0) {
            lines.add(new Line(account, zero, amount.negate(), partner, tax, null));
        }
        return this;
    }

    /** Debits minus credits: zero in an entry that can be posted. */
    Money difference() {
        return lines.stream().map(line -> line.debit.minus(line.credit)).reduce(Money::plus).orElseThrow();
    }
}
