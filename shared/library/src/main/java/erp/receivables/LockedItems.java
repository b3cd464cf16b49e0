package erp.receivables;

import erp.work.Refusal;
import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Open items under lock, and the invoices behind them. Invoices and then items are locked in the order of their identifiers, so that
 * whoever settles the same items waits for the others and never takes more than is open.
 */
final class LockedItems {

    /**
     * An item, and what the invoice behind it grants.
     *
     * @param credited   of the invoice by credit notes, gross
     * @param discounted of the item, as far as it was neither undone nor taken back
     */
    record Item(UUID id, UUID partnerId, String sourceType, UUID sourceId, LocalDate businessDate, BigDecimal amount, BigDecimal open,
                @Nullable String number, @Nullable LocalDate supplyDate, @Nullable Integer discountDays,
                @Nullable BigDecimal discountPercent, BigDecimal credited, BigDecimal discounted) {

        private Item less(BigDecimal taken, BigDecimal discount) {
            return new Item(id, partnerId, sourceType, sourceId, businessDate, amount, open.subtract(taken).subtract(discount), number,
                    supplyDate, discountDays, discountPercent, credited, discounted.add(discount));
        }
    }

    private record Undone(UUID item, LocalDate date) {
    }

    private final Tx tx;
    private final Map<UUID, Item> items = new HashMap<>();
    private final Map<UUID, LocalDate> undone = new HashMap<>();
    private final Set<UUID> taken = new HashSet<>();

    private LockedItems(Tx tx) {
        this.tx = tx;
    }

    static LockedItems of(Tx tx, List<UUID> ids) {
        LockedItems locked = new LockedItems(tx);
        tx.write("""
                select from receivables.invoices where company_id = ? and id = any(array(
                       select source_id from receivables.open_items where company_id = ? and id = any(?::uuid[])))
                 order by id for no key update""",
                tx.company(), tx.company(), ids);
        // Whoever credits an invoice or grants a discount on it holds the invoice, so the sums cannot change either.
        Tx.Later<List<Item>> items = tx.later(Item.class, """
                select o.id, o.partner_id, o.source_type, o.source_id, o.business_date, o.amount, o.open, i.number, i.supply_date,
                       (i.snapshot #>> '{terms,discountDays}')::integer as discount_days,
                       (i.snapshot #>> '{terms,discountPercent}')::numeric as discount_percent,
                       (select coalesce(sum(n.gross), 0) from receivables.invoices n
                         where n.company_id = o.company_id and n.corrects_id = o.source_id and n.number is not null) as credited,
                       (select coalesce(sum(a.discount), 0) from receivables.allocations a
                         where a.company_id = o.company_id and a.debit_item = o.id) as discounted
                  from receivables.open_items o
                  left join receivables.invoices i on i.company_id = o.company_id and i.id = o.source_id
                 where o.company_id = ? and o.id = any(?::uuid[]) order by o.id for no key update of o""", tx.company(), ids);
        // A statement of its own: it sees what was committed while the locks were waited for.
        Tx.Later<List<Undone>> undone = tx.later(Undone.class, """
                select k.item, max(a.business_date) as date
                  from receivables.allocations a cross join lateral (values (a.debit_item), (a.credit_item)) k (item)
                 where a.company_id = ? and a.undoes_id is not null and (a.debit_item = any(?::uuid[]) or a.credit_item = any(?::uuid[]))
                 group by k.item""", tx.company(), ids, ids);
        items.get().forEach(item -> locked.items.put(item.id, item));
        undone.get().forEach(one -> locked.undone.put(one.item, one.date));
        return locked;
    }

    /** @throws Refusal 422 {@code unknown_open_item} */
    Item get(UUID id) {
        Item item = items.get(id);
        if (item == null) {
            throw new Refusal(ReceivablesCode.UNKNOWN_OPEN_ITEM, id);
        }
        return item;
    }

    /**
     * The first day on which what is open now can be settled: that of the document, or the last on which something of it was undone. It
     * was settled by another before, and a report of that day would find more settled than there is.
     */
    LocalDate openSince(UUID id) {
        LocalDate documented = get(id).businessDate;
        LocalDate last = undone.getOrDefault(id, documented);
        return last.isAfter(documented) ? last : documented;
    }

    /**
     * Takes so much of what is open, and so much beside it as a discount: below zero of what is owed to the customer, and the other way
     * round to give it back.
     */
    void take(UUID id, BigDecimal part, BigDecimal discount) {
        items.put(id, get(id).less(part, discount));
        taken.add(id);
    }

    /** Writes what is open now, and the states of the invoices that follows from it. */
    void write() {
        List<Item> changed = taken.stream().map(items::get).toList();
        tx.write("""
                update receivables.open_items o set open = k.open from unnest(?::uuid[], ?::numeric[]) k (id, open)
                 where o.company_id = ? and o.id = k.id""",
                changed.stream().map(Item::id).toList(), changed.stream().map(Item::open).toList(), tx.company());
        tx.write("""
                update receivables.invoices i
                   set state = case when k.open = 0 then 'paid' when k.open = k.amount then 'posted' else 'partly_paid' end,
                       version = version + 1
                  from unnest(?::uuid[], ?::numeric[], ?::numeric[]) k (id, amount, open)
                 where i.company_id = ? and i.id = k.id and i.state in ('posted', 'partly_paid', 'paid')""",
                changed.stream().map(Item::sourceId).toList(), changed.stream().map(Item::amount).toList(),
                changed.stream().map(Item::open).toList(), tx.company());
    }
}
