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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Settles what a customer owes with what the customer is owed: an invoice or a refund on the one side, a payment or a credit note on
 * the other. Invoices and then items are locked in the order of their identifiers, so that parallel allocations wait for each other
 * and never take more than is open.
 */
public final class Allocations {

    private final Tx tx;
    private final Company company;
    private final Period period;
    private final Map<UUID, Item> items = new HashMap<>();

    private Allocations(Tx tx, Company company, Period period) {
        this.tx = tx;
        this.company = company;
        this.period = period;
    }

    /**
     * What is to be settled with what.
     *
     * @param amount   what both items lose, greater than 0
     * @param discount what the debit item loses beside it
     */
    public record Wish(UUID debitItem, UUID creditItem, Money amount, Money discount) {
    }

    /** An allocation as callers get it, with what it left open. */
    @Introspected
    public record Allocation(UUID id, UUID debitItemId, UUID creditItemId, LocalDate date, BigDecimal amount, BigDecimal discount,
                             String currency, @Nullable UUID entryId, BigDecimal debitOpen, BigDecimal creditOpen) implements Identified {
    }

    /** An item under lock, and what the invoice behind it grants. */
    private record Item(UUID id, UUID partnerId, String sourceType, UUID sourceId, LocalDate businessDate, BigDecimal amount,
                        BigDecimal open, @Nullable String number, @Nullable LocalDate supplyDate, @Nullable Integer discountDays,
                        @Nullable BigDecimal discountPercent) {

        Item less(BigDecimal taken) {
            return new Item(id, partnerId, sourceType, sourceId, businessDate, amount, open.subtract(taken), number, supplyDate,
                    discountDays, discountPercent);
        }
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
        Allocations allocations = new Allocations(tx, company, period);
        allocations.lock(wishes);
        List<Allocation> settled = new ArrayList<>();
        for (Wish wish : wishes) {
            settled.add(allocations.settle(wish));
        }
        allocations.write(settled);
        return settled;
    }

    private void lock(List<Wish> wishes) {
        List<UUID> ids = wishes.stream().flatMap(wish -> List.of(wish.debitItem, wish.creditItem).stream()).distinct().toList();
        tx.write("""
                select from receivables.invoices where company_id = ? and id = any(array(
                       select source_id from receivables.open_items where company_id = ? and id = any(?::uuid[])))
                 order by id for no key update""",
                tx.company(), tx.company(), ids);
        tx.list(Item.class, """
                select o.id, o.partner_id, o.source_type, o.source_id, o.business_date, o.amount, o.open, i.number, i.supply_date,
                       (i.snapshot #>> '{terms,discountDays}')::integer as discount_days,
                       (i.snapshot #>> '{terms,discountPercent}')::numeric as discount_percent
                  from receivables.open_items o
                  left join receivables.invoices i on i.company_id = o.company_id and i.id = o.source_id
                 where o.company_id = ? and o.id = any(?::uuid[]) order by o.id for no key update of o""", tx.company(), ids)
                .forEach(item -> items.put(item.id, item));
    }

    private Allocation settle(Wish wish) {
        Item debit = item(wish.debitItem);
        Item credit = item(wish.creditItem);
        check(debit, credit, wish);
        UUID id = Ids.next();
        UUID entry = wish.discount.isZero() ? null : discount(id, debit, credit, wish);
        items.put(debit.id, debit.less(wish.amount.plus(wish.discount).amount()));
        items.put(credit.id, credit.less(wish.amount.negate().amount()));
        return new Allocation(id, debit.id, credit.id, period.date(), wish.amount.amount(), wish.discount.amount(), company.currency(),
                entry, items.get(debit.id).open, items.get(credit.id).open);
    }

    private Item item(UUID id) {
        Item item = items.get(id);
        if (item == null) {
            throw new Refusal(ReceivablesCode.UNKNOWN_OPEN_ITEM, id);
        }
        return item;
    }

    private void check(Item debit, Item credit, Wish wish) {
        if (debit.amount.signum() < 0 || credit.amount.signum() > 0) {
            throw new Refusal(ReceivablesCode.ITEM_SIDE);
        }
        BigDecimal taken = wish.amount.plus(wish.discount).amount();
        if (taken.compareTo(debit.open) > 0 || wish.amount.amount().compareTo(credit.open.negate()) > 0) {
            throw new Refusal(ReceivablesCode.OVER_ALLOCATION, debit.open.toPlainString(), credit.open.negate().toPlainString());
        }
        if (!debit.partnerId.equals(credit.partnerId)) {
            throw new Refusal(ReceivablesCode.DIFFERENT_CUSTOMERS);
        }
        LocalDate first = debit.businessDate.isAfter(credit.businessDate) ? debit.businessDate : credit.businessDate;
        if (period.date().isBefore(first)) {
            throw new Refusal(ReceivablesCode.DATE_BEFORE_DOCUMENT, first);
        }
    }

    private UUID discount(UUID allocation, Item debit, Item credit, Wish wish) {
        boolean paid = debit.supplyDate != null && credit.sourceType.equals("payment");
        new CashDiscountTerms(debit.businessDate, paid ? debit.discountDays : null, paid ? debit.discountPercent : null)
                .check(credit.businessDate, wish.amount, wish.discount);
        Entry entry = InvoiceEntry.cashDiscount(company, allocation, "Skonto " + debit.number, debit.partnerId, debit.supplyDate,
                wish.discount, Invoices.taxes(tx, debit.sourceId).get());
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
        List<Item> changed = List.copyOf(items.values());
        tx.write("""
                update receivables.open_items o set open = k.open from unnest(?::uuid[], ?::numeric[]) k (id, open)
                 where o.company_id = ? and o.id = k.id""",
                changed.stream().map(Item::id).toList(), changed.stream().map(Item::open).toList(), tx.company());
        tx.write("""
                update receivables.invoices i set state = case when k.open = 0 then 'paid' else 'partly_paid' end, version = version + 1
                  from unnest(?::uuid[], ?::numeric[]) k (id, open)
                 where i.company_id = ? and i.id = k.id and i.state in ('posted', 'partly_paid')""",
                changed.stream().map(Item::sourceId).toList(), changed.stream().map(Item::open).toList(), tx.company());
    }
}
