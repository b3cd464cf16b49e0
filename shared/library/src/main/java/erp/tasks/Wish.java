package erp.tasks;

import io.micronaut.core.annotation.Nullable;
import java.time.Duration;
import java.time.Instant;

/**
 * A task that is wanted, with what is special about it.
 *
 * @param args      what is to be done
 * @param at        not before this time; as soon as possible when null
 * @param priority  another priority than the kind's, 0 to 9
 * @param document  what it is about, as its path below {@code /api/v1}: {@code sales-invoices/<id>}
 * @param uniqueKey by what an equal task is recognised, instead of its arguments; only where its kind or this key asks for it
 */
public record Wish(Record args, @Nullable Instant at, @Nullable Integer priority, @Nullable String document, @Nullable String uniqueKey) {

    /** As its kind says, at once. */
    public static Wish of(Record args) {
        return new Wish(args, null, null, null, null);
    }

    Kind kind() {
        return Kind.of(args.getClass());
    }

    /** Not before a time. */
    public Wish at(Instant time) {
        return new Wish(args, time, priority, document, uniqueKey);
    }

    /** Not before some time has passed. */
    public Wish after(Instant now, Duration delay) {
        return at(now.plus(delay));
    }

    /** Before or after others of its queue. */
    public Wish priority(int other) {
        return new Wish(args, at, other, document, uniqueKey);
    }

    /** About a document. */
    public Wish about(String collection, Object id) {
        return new Wish(args, at, priority, collection + "/" + id, uniqueKey);
    }

    /** Wanted once while an equal one is open, recognised by this key. */
    public Wish unique(String key) {
        return new Wish(args, at, priority, document, key);
    }
}
