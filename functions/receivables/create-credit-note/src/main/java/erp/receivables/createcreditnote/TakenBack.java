package erp.receivables.createcreditnote;

import erp.company.Company;
import erp.ledger.Journal;
import erp.ledger.Period;
import erp.money.Money;
import erp.money.Rounding;
import erp.receivables.InvoiceEntry;
import erp.receivables.InvoiceHead;
import erp.receivables.InvoiceTax;
import erp.work.Ids;
import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * What a credit note takes back of the cash discount that payments of its invoice were granted.
 *
 * @param invoiceItem the invoice's open item; null where the invoice amounts to nothing
 * @param amount      gross, zero or greater
 */
record TakenBack(UUID id, @Nullable UUID invoiceItem, Money amount) {

    /**
     * The discount of an invoice, as far as no credit note has taken it back.
     *
     * @param discount    gross
     * @param notCredited of the invoice, gross
     */
    record Granted(UUID itemId, BigDecimal discount, BigDecimal notCredited) {

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
                select o.id as item_id,
                       (select coalesce(sum(a.discount), 0) from receivables.allocations a
                         where a.company_id = o.company_id and a.debit_item = o.id) as discount,
                       o.amount - (select coalesce(sum(n.gross), 0) from receivables.invoices n
                                    where n.company_id = o.company_id and n.corrects_id = o.source_id) as not_credited
                  from receivables.open_items o where o.company_id = ? and o.source_id = ?""", tx.company(), invoice);
    }

    /**
     * What a credit note takes back.
     *
     * @param gross of the credit note
     * @param rest  whether it credits all that is left of the invoice
     */
    static TakenBack of(List<Granted> granted, Money gross, boolean rest) {
        return granted.stream().findFirst().map(one -> new TakenBack(Ids.next(), one.itemId, one.share(gross, rest)))
                .orElseGet(() -> new TakenBack(Ids.next(), null, Money.zero(gross.currency())));
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
