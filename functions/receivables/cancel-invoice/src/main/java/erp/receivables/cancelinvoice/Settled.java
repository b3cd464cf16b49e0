package erp.receivables.cancelinvoice;

import erp.receivables.ReceivablesCode;
import erp.work.Refusal;
import erp.work.Tx;
import java.util.List;
import java.util.UUID;

/** Whether something has settled an invoice, or taken a part of it back. */
record Settled(boolean paid, boolean credited) {

    /** The open item of an invoice under lock; an invoice that amounts to nothing has none. */
    static Tx.Later<List<Settled>> lock(Tx tx, UUID invoice) {
        return tx.later(Settled.class, """
                select i.open <> i.amount as paid,
                       exists (select from receivables.invoice_lines l where l.company_id = i.company_id and l.invoice_id = i.source_id
                                  and (l.credited_quantity > 0 or l.credited_net > 0)) as credited
                  from receivables.open_items i where i.company_id = ? and i.source_id = ? for no key update of i""",
                tx.company(), invoice);
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
