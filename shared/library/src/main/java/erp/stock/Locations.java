package erp.stock;

import erp.cache.Cache;
import erp.work.Refusal;
import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.util.List;

/** The places of companies, which every movement names and hardly anybody changes. */
@Singleton
public final class Locations {

    private final Cache cache;

    Locations(Cache cache) {
        this.cache = cache;
    }

    private record Places(List<Location> all) {
    }

    /** All places of the company a transaction works for. */
    public List<Location> of(Tx tx) {
        return cache.get("locations:" + tx.company(), Places.class, () -> new Places(read(tx))).all;
    }

    /** The same, past every cache. */
    public static List<Location> read(Tx tx) {
        return tx.list(Location.class,
                "select id, code, name, kind from inventory.locations where company_id = ? order by code", tx.company());
    }

    /**
     * The storage place with a code, or the first one when none is named.
     *
     * @throws Refusal 422 {@code unknown_location}
     */
    public Location storage(Tx tx, @Nullable String code) {
        return of(tx).stream()
                .filter(location -> location.kind() == Location.Kind.STORAGE && (code == null || location.code().equals(code)))
                .findFirst().orElseThrow(() -> new Refusal(StockCode.UNKNOWN_LOCATION, code));
    }

    /** The company's one place of a kind that is not storage. */
    public Location of(Tx tx, Location.Kind kind) {
        return of(tx).stream().filter(location -> location.kind() == kind).findFirst().orElseThrow();
    }
}
