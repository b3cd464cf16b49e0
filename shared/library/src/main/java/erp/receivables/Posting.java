package erp.receivables;

import erp.company.Company;
import erp.money.Money;
import erp.numbering.NumberRange;
import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;
import java.time.LocalDate;
import java.util.UUID;

/** What posting an invoice, a credit note or a reversing document ends with: its open item and its number. */
public final class Posting {

    private Posting() {
    }

    /**
     * A document as it was posted.
     *
     * @param openItem null when it amounts to nothing
     */
    public record Posted(InvoiceHead head, @Nullable UUID openItem) {
    }

    /**
     * Numbers a draft whose entry is written, and freezes it. Nothing but the answer may follow: everything queued goes out before the
     * draw, so that the range's lock is held for one round trip and the commit.
     *
     * @param due     the day by which it is to be paid
     * @param entry   null when it amounts to nothing
     * @param settled whether something settles it in this transaction
     * @param parties seller, buyer and terms as JSON; null where the draft has them already
     * @throws erp.work.Refusal 409 {@code date_order}, 422 {@code number_range_exhausted}
     */
    public static Posted finish(Tx tx, Company company, InvoiceHead head, LocalDate due, @Nullable UUID entry, boolean settled,
            @Nullable String parties) {
        Money zero = Money.zero(company.money());
        Money owed = company.money(head.gross());
        if (InvoiceType.of(head.type()).sign() < 0) {
            owed = owed.negate();
        }
        UUID item = owed.isZero() ? null
                : OpenItems.write(tx, head.partnerId(), "sales_invoice", head.id(), head.invoiceDate(), due, owed, settled ? zero : owed);
        String state = owed.isZero() ? "paid" : "posted";
        String number = NumberRange.SALES_INVOICE.draw(tx, head.invoiceDate());
        // A dry run draws no number; what stands in its place is rolled back.
        tx.write("""
                update receivables.invoices set number = ?, state = ?, due_date = ?, entry_id = ?, snapshot = coalesce(?::jsonb, snapshot),
                       version = version + 1 where company_id = ? and id = ?""",
                number == null ? head.id().toString() : number, state, due, entry, parties, tx.company(), head.id());
        return new Posted(head.posted(number, state, due, entry), item);
    }
}
