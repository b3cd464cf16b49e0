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

    /** A task as its row says. */
    static Delivery of(int company, UUID id, String kind, UUID user, UUID trace) {
        return new Delivery(company, id, kind, user, trace.toString().replace("-", ""));
    }

    /** The company of a {@link #member}. */
    static int companyOf(String member) {
        return Integer.parseInt(member.split(SEPARATOR)[0]);
    }

    /** The task of a {@link #member}. */
    static UUID idOf(String member) {
        return UUID.fromString(member.split(SEPARATOR)[1]);
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
