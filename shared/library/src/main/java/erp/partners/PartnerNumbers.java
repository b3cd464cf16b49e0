package erp.partners;

import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;

/** The numbers of customers and suppliers: drawn without gaps, or named by the caller. The last thing before a partner is written. */
final class PartnerNumbers {

    // Whoever names a number and whoever draws one hold the range, so that they see each other's.
    private static final String LOCK = "select from platform.number_ranges where company_id = ? and id = ? for no key update";
    // Numbers that were named stand in the way of the range: it continues behind them.
    private static final String SKIP = """
            update platform.number_ranges r
               set next = (select p.%1$s + 1 from partners.partners p
                            where p.company_id = r.company_id and p.%1$s >= r.next
                              and not exists (select from partners.partners q where q.company_id = p.company_id and q.%1$s = p.%1$s + 1)
                            order by p.%1$s limit 1)
             where r.company_id = ? and r.id = ?
               and exists (select from partners.partners p where p.company_id = r.company_id and p.%1$s = r.next)""";
    private static final String NEXT = "select next::integer from platform.number_ranges where company_id = ? and id = ?";

    private PartnerNumbers() {
    }

    /** A partner's number for a role, null for a role it does not have. */
    static @Nullable Integer assign(Tx tx, Role role, PartnerData data, @Nullable Integer before) {
        if (before != null || !data.roles().contains(role)) {
            return before;
        }
        tx.write(LOCK, tx.company(), role.range().id());
        if (data.number(role) != null) {
            return data.number(role);
        }
        tx.write(SKIP.formatted(role.column()), tx.company(), role.range().id());
        String drawn = role.range().draw(tx, null);
        // A dry run writes the number that would come next; the range stays as it is, and nobody is told.
        return drawn == null ? tx.list(Integer.class, NEXT, tx.company(), role.range().id()).getFirst() : Integer.valueOf(drawn);
    }
}
