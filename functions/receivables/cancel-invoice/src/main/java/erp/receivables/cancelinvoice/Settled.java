package erp.receivables.cancelinvoice;

import erp.receivables.ReceivablesCode;
import erp.work.Refusal;
import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * Whether something has settled an invoice, or taken a part of it back.
 *
 * @param undone when the last of what had settled it was undone; null where nothing ever did
 */
record Settled(boolean paid, boolean credited, @Nullable LocalDate undone) {

    /** Of an invoice under lock, without which nobody settles its open item; an invoice that amounts to nothing has none. */
    static Tx.Later<List<Settled>> of(Tx tx, UUID invoice) {
        return tx.later(Settled.class, """
                select coalesce(o.open <> o.amount, false) as paid,
                       exists (select from receivables.invoice_lines l where l.company_id = i.company_id and l.invoice_id = i.id
                                  and (l.credited_quantity > 0 or l.credited_net > 0)) as credited,
                       (select max(a.business_date) from receivables.allocations a
                         where a.company_id = o.company_id and a.debit_item = o.id) as undone
                  from receivables.invoices i
                  left join receivables.open_items o on o.company_id = i.company_id and o.source_id = i.id
                 where i.company_id = ? and i.id = ?""", tx.company(), invoice);
    }

    /** @throws Refusal 422 {@code date_before_document} while it was still settled */
    void refuse(LocalDate date) {
        if (undone != null && date.isBefore(undone)) {
            throw new Refusal(ReceivablesCode.DATE_BEFORE_DOCUMENT, undone);
        }
    }

    /** @throws Refusal 409 {@code already_paid}, {@code already_credited} */
    void refuse() {
        if (paid) {
            throw new Refusal(ReceivablesCode.ALREADY_PAID);
        }
        if (credited) {
            throw new Refusal(ReceivablesCode.ALREADY_CREDITED);
        }
    }
}
