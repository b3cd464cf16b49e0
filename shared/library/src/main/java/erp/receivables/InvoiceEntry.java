package erp.receivables;

import erp.company.Company;
import erp.ledger.AccountRole;
import erp.ledger.Entry;
import erp.money.Money;
import erp.tax.CashDiscount;
import erp.tax.TaxRate;
import erp.tax.TaxTotals;
import io.micronaut.core.annotation.Nullable;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** The journal entries of what happens between a company and its customers. */
public final class InvoiceEntry {

    private InvoiceEntry() {
    }

    /**
     * The customer owes the gross amount; revenue and output tax by category and rate, with their boxes of the VAT return. A credit
     * note is the same with the sides changed.
     *
     * @param supplyDate decides on accounts and boxes, as on the rate
     * @return an entry without lines when the document amounts to nothing
     */
    public static Entry document(Company company, InvoiceType type, UUID id, String text, UUID partner, LocalDate supplyDate,
            List<InvoiceTax> taxes) {
        Entry entry = Entry.of("sales_invoice", id, text);
        Money gross = Money.zero(company.money());
        for (InvoiceTax tax : taxes) {
            gross = gross.plus(company.money(tax.basis())).plus(company.money(tax.tax()));
        }
        entry.debit(company.account(AccountRole.RECEIVABLES), signed(gross, type.sign()), partner);
        for (InvoiceTax tax : taxes) {
            TaxRate rate = tax.at(supplyDate);
            Money basis = signed(company.money(tax.basis()), type.sign());
            entry.credit(rate.revenue().in(company.chart()), basis, tax(tax, basis, rate.basisBox()));
            entry.credit(rate.output().in(company.chart()), signed(company.money(tax.tax()), type.sign()), tax(tax, basis, rate.taxBox()));
        }
        return entry;
    }

    /** Money comes in from a customer, or goes back to one. */
    public static Entry payment(Company company, UUID id, String text, UUID partner, String account, Money received) {
        return Entry.of("payment", id, text)
                .debit(account, received)
                .debit(company.account(AccountRole.RECEIVABLES), received.negate(), partner);
    }

    /**
     * A cash discount: the customer owes less, and revenue and VAT of the invoice are less by it, in proportion to the invoice's groups
     * (§ 17 (1) UStG: in the period in which it happens).
     *
     * @param discount gross
     * @param taxes    of the invoice
     */
    public static Entry cashDiscount(Company company, UUID id, String text, UUID partner, LocalDate supplyDate, Money discount,
            List<InvoiceTax> taxes) {
        List<TaxTotals.Group> groups = taxes.stream().map(tax -> tax.group(company)).toList();
        List<CashDiscount> parts = CashDiscount.split(discount, groups);
        Entry entry = Entry.of("allocation", id, text);
        for (int i = 0; i < parts.size(); i++) {
            TaxRate rate = taxes.get(i).at(supplyDate);
            Money net = parts.get(i).net().negate();
            entry.credit(rate.discount().in(company.chart()), net, tax(taxes.get(i), net, rate.basisBox()));
            entry.credit(rate.output().in(company.chart()), parts.get(i).tax().negate(), tax(taxes.get(i), net, rate.taxBox()));
        }
        return entry.debit(company.account(AccountRole.RECEIVABLES), discount.negate(), partner);
    }

    /**
     * A credit note takes a cash discount back: the same accounts as when it was granted, with negative amounts, so that their turnover
     * is as if what has come back had never been discounted (§ 17 (1) UStG).
     *
     * @param discount gross, greater than 0
     * @param taxes    of the credit note
     */
    public static Entry cashDiscountTakenBack(Company company, UUID id, String text, UUID partner, LocalDate supplyDate, Money discount,
            List<InvoiceTax> taxes) {
        return cashDiscount(company, id, text, partner, supplyDate, discount, taxes).negated();
    }

    private static Entry.Tax tax(InvoiceTax tax, Money base, @Nullable String box) {
        return new Entry.Tax(tax.category(), tax.rate(), base, box == null || box.isEmpty() ? null : box);
    }

    private static Money signed(Money amount, int sign) {
        return sign < 0 ? amount.negate() : amount;
    }
}
