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
     * @param settled what of it something settles in this transaction, zero or greater
     * @param parties seller, buyer and terms as JSON; null where the draft has them already
     * @throws erp.work.Refusal 409 {@code date_order}, 422 {@code number_range_exhausted}
     */
    public static Posted finish(Tx tx, Company company, InvoiceHead head, LocalDate due, @Nullable UUID entry, Money settled,
            @Nullable String parties) {
        InvoiceType type = InvoiceType.of(head.type());
        Money gross = company.money(head.gross());
        Money owed = type.sign() < 0 ? gross.negate() : gross;
        Money open = owed.sign() < 0 ? owed.plus(settled) : owed.minus(settled);
        UUID item = owed.isZero() ? null
                : OpenItems.write(tx, head.partnerId(), "sales_invoice", head.id(), head.invoiceDate(), due, owed, open);
        String state = owed.isZero() ? "paid" : settled.isZero() || type == InvoiceType.REVERSAL ? "posted"
                : open.isZero() ? "paid" : "partly_paid";
        String number = NumberRange.SALES_INVOICE.draw(tx, head.invoiceDate());
        // A dry run draws no number; what stands in its place is rolled back.
        tx.write("""
                update receivables.invoices set number = ?, state = ?, due_date = ?, entry_id = ?, snapshot = coalesce(?::jsonb, snapshot),
                       version = version + 1 where company_id = ? and id = ?""",
                number == null ? head.id().toString() : number, state, due, entry, parties, tx.company(), head.id());
        return new Posted(head.posted(number, state, due, entry), item);
    }
}
