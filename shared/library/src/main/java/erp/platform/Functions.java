package erp.platform;

import erp.csv.Csv;
import io.micronaut.core.annotation.Introspected;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** All functions of the system, also those that are not in this process: what roles are made of. */
public final class Functions {

    private static final List<Entry> ALL = Csv.resource(Functions.class, "functions.csv").stream()
            .map(row -> new Entry(row.get("name"), row.get("area"))).toList();
    private static final Set<String> NAMES = ALL.stream().map(Entry::name).collect(Collectors.toUnmodifiableSet());

    /** A function's one name, and the area of the business it belongs to. */
    @Introspected
    public record Entry(String name, String area) {
    }

    private Functions() {
    }

    /** Every function, by area. */
    public static List<Entry> all() {
        return ALL;
    }

    /** Their names. */
    public static Set<String> names() {
        return NAMES;
    }
}
