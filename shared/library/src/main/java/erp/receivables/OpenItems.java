package erp.receivables;

import erp.money.Money;
import erp.work.Ids;
import erp.work.Tx;
import java.time.LocalDate;
import java.util.UUID;

/** What customers owe (above zero) and are owed (below zero): one item for each posted document and payment. */
public final class OpenItems {

    private OpenItems() {
    }

    /**
     * Writes the item of a document.
     *
     * @param sourceType {@code sales_invoice} or {@code payment}
     * @param open       what of the amount nothing has settled
     * @return its identifier
     */
    public static UUID write(Tx tx, UUID partner, String sourceType, UUID sourceId, LocalDate date, LocalDate due, Money amount,
            Money open) {
        UUID id = Ids.next();
        tx.write("""
                insert into receivables.open_items (company_id, id, partner_id, source_type, source_id, business_date, due_date, currency,
                  amount, open)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                tx.company(), id, partner, sourceType, sourceId, date, due, amount.currency().getCurrencyCode(), amount.amount(),
                open.amount());
        return id;
    }
}
