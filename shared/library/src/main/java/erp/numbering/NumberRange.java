package erp.numbering;

import erp.work.Tx;
import java.time.LocalDate;

/**
 * Numbers of documents.
 *
 * <p>Dense ranges (invoices, customers, suppliers) have no gaps by construction: the number is drawn under the range's row lock in
 * the transaction that uses it, so a rollback returns it. All other draws wait for that transaction, hence it is the last thing
 * before the commit. Loose ranges (orders, deliveries, products) may have gaps and never wait; no law asks for more.
 */
public enum NumberRange {

    SALES_INVOICE("sales-invoice", true, 1),
    // DATEV: debtors and creditors have one digit more than the accounts of the general ledger.
    CUSTOMER("customer", true, 10_000),
    SUPPLIER("supplier", true, 70_000),
    SALES_ORDER("sales-order", false, 1),
    DELIVERY("delivery", false, 1),
    PRODUCT("product", false, 1);

    private final String id;
    private final boolean dense;
    private final long first;

    NumberRange(String id, boolean dense, long first) {
        this.id = id;
        this.dense = dense;
        this.first = first;
    }

    /** The name under which a company finds the range. */
    public String id() {
        return id;
    }

    public boolean isDense() {
        return dense;
    }

    /** The first number that is drawn. */
    public long first() {
        return first;
    }

    /**
     * The next number of a dense range; nothing but writes may follow. A dry run draws none and gets null.
     *
     * @param date the document's date, which may not be before that of the range's last document; null for what has no date
     * @throws erp.work.Refusal {@code date_order}, {@code number_range_exhausted}
     */
    public String draw(Tx tx, LocalDate date) {
        if (!dense) {
            throw new IllegalStateException(id + " is a loose range");
        }
        return tx.dryRun() ? null : tx.list(String.class, "select platform.draw_number(?, ?)", id, date).getFirst();
    }

    /** The next number of a loose range, asked for with what else is queued. A dry run draws none and gets null. */
    public Tx.Later<String> drawLoose(Tx tx, String prefix) {
        if (dense) {
            throw new IllegalStateException(id + " is a dense range");
        }
        if (tx.dryRun()) {
            return () -> null;
        }
        Tx.Later<java.util.List<String>> drawn = tx.later(String.class, "select platform.draw_loose_number(?, ?)", id, prefix);
        return () -> drawn.get().getFirst();
    }
}
