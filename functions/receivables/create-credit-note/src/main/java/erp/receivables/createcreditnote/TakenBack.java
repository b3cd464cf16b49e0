package erp.receivables.createcreditnote;

import erp.company.Company;
import erp.ledger.Journal;
import erp.ledger.Period;
import erp.money.Money;
import erp.money.Rounding;
import erp.receivables.InvoiceEntry;
import erp.receivables.InvoiceHead;
import erp.receivables.InvoiceTax;
import erp.receivables.ReceivablesCode;
import erp.work.Ids;
import erp.work.Refusal;
import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * What a credit note takes back of the cash discount that payments of its invoice were granted.
 *
 * @param invoiceItem the invoice's open item; null where nothing is taken back
 * @param amount      gross, zero or greater
 */
record TakenBack(UUID id, @Nullable UUID invoiceItem, Money amount) {

    /**
     * The discount of an invoice, as far as no credit note has taken it back.
     *
     * @param discount    gross
     * @param last        when the last of it was granted or taken back; null where it never was
     * @param notCredited of the invoice, gross
     */
    record Granted(UUID itemId, BigDecimal discount, @Nullable LocalDate last, BigDecimal notCredited) {

        /** The share of what was not credited, half up, but not more than the credit note itself: the last one takes all that is left. */
        Money share(Money gross, boolean rest) {
            Money all = Money.of(discount, gross.currency());
            if (all.sign() <= 0 || gross.isZero()) {
                return Money.zero(gross.currency());
            }
            Money share = rest || gross.amount().compareTo(notCredited) >= 0 ? all
                    : Rounding.quotient(discount.multiply(gross.amount()), notCredited, gross.currency());
            return share.compareTo(gross) > 0 ? gross : share;
        }
    }

    /** What an invoice under lock was granted; an invoice that amounts to nothing has no item. */
    static Tx.Later<List<Granted>> granted(Tx tx, UUID invoice) {
        return tx.later(Granted.class, """
                select o.id as item_id, coalesce(g.discount, 0) as discount, g.last,
                       o.amount - (select coalesce(sum(n.gross), 0) from receivables.invoices n
                                    where n.company_id = o.company_id and n.corrects_id = o.source_id) as not_credited
                  from receivables.open_items o
                 cross join lateral (select sum(a.discount) as discount, max(a.business_date) as last from receivables.allocations a
                                      where a.company_id = o.company_id and a.debit_item = o.id and a.discount <> 0) g
                 where o.company_id = ? and o.source_id = ?""", tx.company(), invoice);
    }

    /**
     * What a credit note takes back.
     *
     * @param gross of the credit note
     * @param rest  whether it credits all that is left of the invoice
     * @throws Refusal 422 {@code date_before_document} before the discount was granted
     */
    static TakenBack of(List<Granted> granted, LocalDate date, Money gross, boolean rest) {
        if (granted.isEmpty() || granted.getFirst().share(gross, rest).isZero()) {
            return new TakenBack(Ids.next(), null, Money.zero(gross.currency()));
        }
        Granted one = granted.getFirst();
        if (date.isBefore(one.last)) {
            throw new Refusal(ReceivablesCode.DATE_BEFORE_DOCUMENT, one.last);
        }
        return new TakenBack(Ids.next(), one.itemId, one.share(gross, rest));
    }

    /** Posts its entry, by the taxes of the credit note; returns null where nothing is taken back. */
    @Nullable UUID post(Tx tx, Company company, Period period, InvoiceHead invoice, List<InvoiceTax> taxes) {
        return amount.isZero() ? null : Journal.post(tx, company, period, InvoiceEntry.cashDiscountTakenBack(company, id,
                "Rücknahme Skonto " + invoice.number(), invoice.partnerId(), invoice.supplyDate(), amount, taxes));
    }

    /** Lets the credit note's item lose the amount, and the invoice's nothing: it gets back as much discount. */
    void write(Tx tx, @Nullable UUID creditItem, LocalDate date, @Nullable UUID entry) {
        if (!amount.isZero()) {
            tx.write("""
                    insert into receivables.allocations (company_id, id, debit_item, credit_item, amount, discount, business_date, entry_id)
                    values (?, ?, ?, ?, ?, ?, ?, ?)""",
                    tx.company(), id, invoiceItem, creditItem, amount.amount(), amount.negate().amount(), date, entry);
        }
    }
}
