package erp.work;

import java.util.Arrays;

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
        String current = '"' + Integer.toString(version()) + '"';
        if (call.ifMatch() != null && Arrays.stream(call.ifMatch().split(",")).map(String::strip)
                .noneMatch(seen -> seen.equals("*") || seen.equals(current))) {
            throw new Refusal(WorkCode.VERSION_STALE, version());
        }
    }
}
