package erp.security;

import erp.cache.Cache;
import erp.work.Refusal;
import erp.work.Work;
import erp.work.WorkCode;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Set;

/** Who may call which function: a permission is a function's name, and a role is a set of them, defined by its company. */
@Singleton
public final class Permissions {

    /** The role every company has from its beginning: all functions, also those that are added later. */
    public static final String ADMINISTRATOR = "administrator";
    private static final String SET_UP_COMPANY = "set-up-company";

    private final Cache cache;
    private final Work work;

    Permissions(Cache cache, Work work) {
        this.cache = cache;
        this.work = work;
    }

    private record Functions(Set<String> names) {
    }

    /**
     * Refuses a caller without the permission.
     *
     * @throws Refusal 403 {@code forbidden}, or {@code company_missing} for a token without a company
     */
    public void check(Caller caller, String function) {
        if (function.equals(SET_UP_COMPANY) && caller.operator()) {
            return;
        }
        if (caller.company() == 0) {
            throw new Refusal(WorkCode.COMPANY_MISSING);
        }
        if (!has(caller, function)) {
            throw new Refusal(WorkCode.FORBIDDEN, function);
        }
    }

    /**
     * Refuses a caller who would give away more than it has: whoever defines roles or creates users gains nothing by it.
     *
     * @throws Refusal 403 {@code beyond_own_permissions}
     */
    public void refuseBeyondOwn(Caller caller, Collection<String> functions) {
        for (String function : functions) {
            if (!has(caller, function)) {
                throw new Refusal(SecurityCode.BEYOND_OWN_PERMISSIONS, function);
            }
        }
    }

    /** Whether a role of the caller has a function. */
    public boolean has(Caller caller, String function) {
        return caller.roles().stream()
                .anyMatch(role -> role.equals(ADMINISTRATOR) || functions(caller.company(), role).contains(function));
    }

    private Set<String> functions(int company, String role) {
        return cache.get(key(company, role), Functions.class, () -> work.lookup(company, tx -> new Functions(Set.copyOf(
                tx.list(String.class, "select unnest(functions) from platform.roles where company_id = ? and id = ?", company, role)))))
                .names();
    }

    /** Makes a changed role count at once. */
    public void forget(int company, String role) {
        cache.evict(key(company, role));
    }

    private static String key(int company, String role) {
        return "role:" + company + ":" + role;
    }
}
