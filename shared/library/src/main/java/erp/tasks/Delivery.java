package erp.tasks;

import java.util.UUID;

/**
 * A task on its way to a worker: what its entry in the window says.
 *
 * @param user  who wanted it
 * @param trace the trace of the request it came from, 32 hexadecimal digits
 */
record Delivery(int company, UUID id, String kind, UUID user, String trace) {

    private static final String SEPARATOR = " ";

    static Delivery parse(String text) {
        String[] parts = text.split(SEPARATOR);
        return new Delivery(Integer.parseInt(parts[0]), UUID.fromString(parts[1]), parts[2], UUID.fromString(parts[3]), parts[4]);
    }

    /** As an entry carries it. */
    String text() {
        return String.join(SEPARATOR, member(), kind, user.toString(), trace);
    }

    /** What names it within its queue. */
    String member() {
        return company + SEPARATOR + id;
    }
}
