package erp.sales;

/** How confirming an order reserves its goods. */
public enum Reservation {
    /** What is there; the rest waits for stock. */
    PARTIAL,
    /** Everything, or the order is refused. */
    ALL
}
