package erp.company;

import erp.cache.Cache;
import erp.work.Tx;
import jakarta.inject.Singleton;

/** The settings of companies, which every function reads and hardly anybody changes. */
@Singleton
public final class Companies {

    private final Cache cache;

    Companies(Cache cache) {
        this.cache = cache;
    }

    /** The company a transaction works for. */
    public Company of(Tx tx) {
        return cache.get("company:" + tx.company(), Company.class, () -> read(tx));
    }

    /** The same, past every cache. */
    public static Company read(Tx tx) {
        return tx.get(Company.class, "select * from platform.companies where company_id = ?", tx.company());
    }
}
