package erp.work;

/** A document that changes: its version is its {@code ETag}, and what {@code If-Match} is compared with. */
public interface Versioned {

    /** Counts the changes, from 1. */
    int version();

    /**
     * Refuses a change by somebody who has not seen the document as it is now.
     *
     * @throws Refusal 412 {@code version_stale} when {@code If-Match} names another version
     */
    default void refuseStale(Call call) {
        if (call.ifMatch() != null && !call.ifMatch().equals("*") && !call.ifMatch().equals('"' + Integer.toString(version()) + '"')) {
            throw new Refusal(WorkCode.VERSION_STALE, version());
        }
    }
}
