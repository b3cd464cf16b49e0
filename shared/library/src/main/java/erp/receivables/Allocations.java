package erp.receivables;

import erp.company.Company;
import erp.ledger.Entry;
import erp.ledger.Journal;
import erp.ledger.Period;
import erp.money.Money;
import erp.work.Ids;
import erp.work.Identified;
import erp.work.Refusal;
import erp.work.Tx;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Settles what a customer owes with what the customer is owed: an invoice or a refund on the one side, a payment or a credit note on
 * the other.
 */
public final class Allocations {

    private final Tx tx;
    private final Company company;
    private final Period period;
    private final LockedItems items;

    private Allocations(Tx tx, Company company, Period period, LockedItems items) {
        this.tx = tx;
        this.company = company;
        this.period = period;
        this.items = items;
    }

    /**
     * What is to be settled with what.
     *
     * @param amount   what both items lose, greater than 0
     * @param discount what the debit item loses beside it
     */
    public record Wish(UUID debitItem, UUID creditItem, Money amount, Money discount) {
    }

    /**
     * An allocation as callers get it, with what it left open.
     *
     * @param undoesId the allocation that this one undoes, amount and discount then being below zero
     */
    @Introspected
    public record Allocation(UUID id, UUID debitItemId, UUID creditItemId, LocalDate date, BigDecimal amount, BigDecimal discount,
                             String currency, @Nullable UUID entryId, @Nullable UUID undoesId, BigDecimal debitOpen,
                             BigDecimal creditOpen) implements Identified {
    }

    /**
     * Settles in the order of the wishes.
     *
     * @param period the month of the allocations' date, locked by this transaction
     * @throws Refusal 409 {@code period_closed}, {@code over_allocation} with what is open, 422 {@code unknown_open_item},
     *                 {@code item_side}, {@code different_customers}, {@code date_before_document}, {@code cash_discount_not_granted};
     *                 nothing is settled then
     */
    public static List<Allocation> settle(Tx tx, Company company, Period period, List<Wish> wishes) {
        period.requireOpen();
        Allocations allocations = new Allocations(tx, company, period, LockedItems.of(tx,
                wishes.stream().flatMap(wish -> Stream.of(wish.debitItem, wish.creditItem)).distinct().toList()));
        List<Allocation> settled = new ArrayList<>();
        for (Wish wish : wishes) {
            settled.add(allocations.settle(wish));
        }
        allocations.write(settled);
        return settled;
    }

    /** Lets the items of two documents settle each other in full; whoever does it has locked them. */
    public static void settleInFull(Tx tx, LocalDate date, UUID debitSource, UUID creditSource) {
        tx.write("""
                insert into receivables.allocations (company_id, id, debit_item, credit_item, amount, business_date)
                select d.company_id, ?, d.id, c.id, d.amount, ?
                  from receivables.open_items d join receivables.open_items c on c.company_id = d.company_id and c.source_id = ?
                 where d.company_id = ? and d.source_id = ?""", Ids.next(), date, creditSource, tx.company(), debitSource);
        tx.write("update receivables.open_items set open = 0 where company_id = ? and source_id = any(?::uuid[])", tx.company(),
                List.of(debitSource, creditSource));
    }

    private Allocation settle(Wish wish) {
        LockedItems.Item debit = items.get(wish.debitItem);
        LockedItems.Item credit = items.get(wish.creditItem);
        check(debit, credit, wish);
        UUID id = Ids.next();
        UUID entry = wish.discount.isZero() ? null : discount(id, debit, credit, wish);
        items.take(debit.id(), wish.amount.amount(), wish.discount.amount());
        items.take(credit.id(), wish.amount.negate().amount(), BigDecimal.ZERO);
        return new Allocation(id, debit.id(), credit.id(), period.date(), wish.amount.amount(), wish.discount.amount(),
                company.currency(), entry, null, items.get(debit.id()).open(), items.get(credit.id()).open());
    }

    private void check(LockedItems.Item debit, LockedItems.Item credit, Wish wish) {
        if (debit.amount().signum() < 0 || credit.amount().signum() > 0) {
            throw new Refusal(ReceivablesCode.ITEM_SIDE);
        }
        BigDecimal taken = wish.amount.plus(wish.discount).amount();
        if (taken.compareTo(debit.open()) > 0 || wish.amount.amount().compareTo(credit.open().negate()) > 0) {
            throw new Refusal(ReceivablesCode.OVER_ALLOCATION, debit.open().toPlainString(), credit.open().negate().toPlainString());
        }
        if (!debit.partnerId().equals(credit.partnerId())) {
            throw new Refusal(ReceivablesCode.DIFFERENT_CUSTOMERS);
        }
        LocalDate first = Stream.of(items.openSince(debit.id()), items.openSince(credit.id())).max(LocalDate::compareTo).get();
        if (period.date().isBefore(first)) {
            throw new Refusal(ReceivablesCode.DATE_BEFORE_DOCUMENT, first);
        }
    }

    private UUID discount(UUID allocation, LockedItems.Item debit, LockedItems.Item credit, Wish wish) {
        boolean paid = debit.supplyDate() != null && credit.sourceType().equals("payment");
        new CashDiscountTerms(debit.businessDate(), paid ? debit.discountDays() : null, paid ? debit.discountPercent() : null)
                .check(credit.businessDate(), wish.amount, wish.discount, company.money(debit.amount().subtract(debit.credited())),
                        company.money(debit.discounted()));
        Entry entry = InvoiceEntry.cashDiscount(company, allocation, "Skonto " + debit.number(), debit.partnerId(), debit.supplyDate(),
                wish.discount, Invoices.taxes(tx, debit.sourceId()).get());
        return Journal.post(tx, company, period, entry);
    }

    private void write(List<Allocation> settled) {
        tx.write("""
                insert into receivables.allocations (company_id, id, debit_item, credit_item, amount, discount, business_date, entry_id)
                select ?, a.id, a.debit_item, a.credit_item, a.amount, a.discount, ?, a.entry_id
                  from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::numeric[], ?::numeric[], ?::uuid[])
                       a (id, debit_item, credit_item, amount, discount, entry_id)""",
                tx.company(), period.date(), settled.stream().map(Allocation::id).toList(),
                settled.stream().map(Allocation::debitItemId).toList(),
                settled.stream().map(Allocation::creditItemId).toList(), settled.stream().map(Allocation::amount).toList(),
                settled.stream().map(Allocation::discount).toList(), settled.stream().map(Allocation::entryId).toList());
        items.write();
    }
}
