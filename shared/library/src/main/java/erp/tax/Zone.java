package erp.tax;

/** Where goods go, seen from the seller's country. */
public enum Zone {
    DOMESTIC,
    EU,
    EXPORT
}
