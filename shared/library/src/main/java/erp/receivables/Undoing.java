package erp.receivables;

import erp.company.Company;
import erp.ledger.Journal;
import erp.ledger.Period;
import erp.work.Ids;
import erp.work.Refusal;
import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Takes allocations back: each by another one with the sign changed, which gives both items what they had lost, and by the general
 * reversal of the entry of its cash discount, which changes the taxable amount once more (§ 17 (1) UStG). Nothing is deleted, so that
 * the open items of an earlier day stay what they were.
 */
public final class Undoing {

    private static final String ALLOCATED = """
            select a.id, a.debit_item, a.credit_item, a.amount, a.discount, a.entry_id, e.text,
                   greatest(a.business_date, (select max(d.business_date) from receivables.allocations d
                                               where d.company_id = a.company_id and d.debit_item = a.debit_item
                                                 and d.discount <> 0 and a.discount <> 0)) as since,
                   a.undoes_id is not null or u.id is not null as undone,
                   exists (select from receivables.open_items o
                             left join receivables.invoices i on i.company_id = o.company_id and i.id = o.source_id
                             left join receivables.payments m on m.company_id = o.company_id and m.id = o.source_id
                            where o.company_id = a.company_id and o.id in (a.debit_item, a.credit_item)
                              and coalesce(i.cancels_id, m.cancels_id) is not null) as cancelling
              from receivables.allocations a
              left join receivables.allocations u on u.company_id = a.company_id and u.undoes_id = a.id
              left join ledger.entries e on e.company_id = a.company_id and e.id = a.entry_id
             where a.company_id = ?""";

    private final Tx tx;
    private final LockedItems items;
    private final List<Allocated> allocated;

    private Undoing(Tx tx, LockedItems items, List<Allocated> allocated) {
        this.tx = tx;
        this.items = items;
        this.allocated = allocated;
    }

    /**
     * An allocation.
     *
     * @param since the first day on which it can be undone: its own or, where it changes the discount of its debit item, the last on
     *              which that changed; on an earlier one more would be taken back than was granted
     */
    private record Allocated(UUID id, UUID debitItem, UUID creditItem, BigDecimal amount, BigDecimal discount, @Nullable UUID entryId,
                             @Nullable String text, LocalDate since, boolean undone, boolean cancelling) {
    }

    private record Sides(UUID debitItem, UUID creditItem) {
    }

    /**
     * Locks what an allocation has settled.
     *
     * @throws Refusal 404; 409 {@code already_undone}, {@code part_of_cancellation}, {@code discount_taken_back}
     */
    public static Undoing of(Tx tx, UUID allocation) {
        // An allocation never changes, so its sides can be read before they are locked.
        Sides sides = tx.get(Sides.class, "select debit_item, credit_item from receivables.allocations where company_id = ? and id = ?",
                tx.company(), allocation);
        LockedItems items = LockedItems.of(tx, List.of(sides.debitItem, sides.creditItem));
        Allocated one = tx.get(Allocated.class, ALLOCATED + " and a.id = ?", tx.company(), allocation);
        if (one.undone) {
            throw new Refusal(ReceivablesCode.ALREADY_UNDONE);
        }
        if (one.cancelling) {
            throw new Refusal(ReceivablesCode.PART_OF_CANCELLATION);
        }
        return new Undoing(tx, items, List.of(one)).requireDiscounts();
    }

    /**
     * Locks an item and all that it has settled: of what a cancellation has done to it nothing is undone.
     *
     * @throws Refusal 409 {@code discount_taken_back}
     */
    public static Undoing ofAll(Tx tx, UUID item) {
        List<Sides> before = tx.list(Sides.class, """
                select debit_item, credit_item from receivables.allocations where company_id = ? and ? in (debit_item, credit_item)""",
                tx.company(), item);
        List<UUID> known = Stream.concat(Stream.of(item), before.stream().flatMap(a -> Stream.of(a.debitItem, a.creditItem)))
                .distinct().toList();
        LockedItems items = LockedItems.of(tx, known);
        // Locking also what was allocated meanwhile would break the order of locks.
        tx.write("""
                select receivables.repeat() from receivables.allocations
                 where company_id = ? and ? in (debit_item, credit_item) and not array[debit_item, credit_item] <@ ?::uuid[]""",
                tx.company(), item, known);
        List<Allocated> all = tx.list(Allocated.class, ALLOCATED + " and ? in (a.debit_item, a.credit_item) order by a.id", tx.company(),
                item);
        return new Undoing(tx, items, all.stream().filter(one -> !one.undone && !one.cancelling).toList()).requireDiscounts();
    }

    /** Credit notes may not have taken back more of an invoice's discounts than stays granted. */
    private Undoing requireDiscounts() {
        List<UUID> lacking = tx.list(UUID.class, """
                select debit_item from receivables.allocations where company_id = ? and debit_item = any(?::uuid[])
                 group by debit_item having sum(discount) filter (where id <> all(?::uuid[])) < 0""",
                tx.company(), allocated.stream().map(Allocated::debitItem).toList(), allocated.stream().map(Allocated::id).toList());
        if (!lacking.isEmpty()) {
            throw new Refusal(ReceivablesCode.DISCOUNT_TAKEN_BACK);
        }
        return this;
    }

    /** @throws Refusal 422 {@code date_before_document} before the day since which what is open of an item can be settled */
    public void requireOpenSince(Period period, UUID item) {
        if (period.date().isBefore(items.openSince(item))) {
            throw new Refusal(ReceivablesCode.DATE_BEFORE_DOCUMENT, items.openSince(item));
        }
    }

    /**
     * Undoes them.
     *
     * @param period the month of the date, locked by this transaction
     * @throws Refusal 409 {@code period_closed}, 422 {@code date_before_document} before the date of one of them, or before the last
     *                 change of a discount that one of them changes
     */
    public List<Allocations.Allocation> post(Company company, Period period, @Nullable String reason) {
        period.requireOpen();
        allocated.stream().map(Allocated::since).filter(period.date()::isBefore).max(LocalDate::compareTo).ifPresent(date -> {
            throw new Refusal(ReceivablesCode.DATE_BEFORE_DOCUMENT, date);
        });
        List<Allocations.Allocation> undone = allocated.stream().map(one -> undo(company, period, one)).toList();
        tx.write("""
                insert into receivables.allocations (company_id, id, debit_item, credit_item, amount, discount, business_date, entry_id,
                                                     undoes_id, reason)
                select a.company_id, k.id, a.debit_item, a.credit_item, -a.amount, -a.discount, ?, k.entry_id, a.id, ?
                  from unnest(?::uuid[], ?::uuid[], ?::uuid[]) k (id, entry_id, undoes_id)
                  join receivables.allocations a on a.company_id = ? and a.id = k.undoes_id""",
                period.date(), reason, undone.stream().map(Allocations.Allocation::id).toList(),
                undone.stream().map(Allocations.Allocation::entryId).toList(),
                undone.stream().map(Allocations.Allocation::undoesId).toList(), tx.company());
        items.write();
        return undone;
    }

    private Allocations.Allocation undo(Company company, Period period, Allocated one) {
        UUID id = Ids.next();
        UUID entry = one.entryId == null ? null
                : Journal.reverse(tx, company, period, one.entryId, "allocation", id, "Storno " + one.text);
        items.take(one.debitItem, one.amount.negate(), one.discount.negate());
        items.take(one.creditItem, one.amount, BigDecimal.ZERO);
        return new Allocations.Allocation(id, one.debitItem, one.creditItem, period.date(), one.amount.negate(), one.discount.negate(),
                company.currency(), entry, one.id, items.get(one.debitItem).open(), items.get(one.creditItem).open());
    }
}
