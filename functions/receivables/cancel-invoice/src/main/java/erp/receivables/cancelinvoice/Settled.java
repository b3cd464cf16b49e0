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

    /** The open item of an invoice under lock; an invoice that amounts to nothing has none. */
    static Tx.Later<List<Settled>> lock(Tx tx, UUID invoice) {
        return tx.later(Settled.class, """
                select i.open <> i.amount as paid,
                       exists (select from receivables.invoice_lines l where l.company_id = i.company_id and l.invoice_id = i.source_id
                                  and (l.credited_quantity > 0 or l.credited_net > 0)) as credited,
                       (select max(a.business_date) from receivables.allocations a
                         where a.company_id = i.company_id and a.debit_item = i.id) as undone
                  from receivables.open_items i where i.company_id = ? and i.source_id = ? for no key update of i""",
                tx.company(), invoice);
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
