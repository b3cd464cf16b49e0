package erp.partners;

import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;

/** The numbers of customers and suppliers: drawn without gaps, or named by the caller. The last thing before a partner is written. */
final class PartnerNumbers {

    private PartnerNumbers() {
    }

    /** A partner's number for a role, null for a role it does not have. */
    static @Nullable Integer assign(Tx tx, Role role, PartnerData data, @Nullable Integer before) {
        if (before != null || !data.has(role)) {
            return before;
        }
        // Whoever names a number and whoever draws one hold the range, so that they see each other's.
        tx.write("select partners.hold_numbers(?)", role.range().id());
        if (data.number(role) != null) {
            return data.number(role);
        }
        String drawn = role.range().draw(tx, null);
        // A dry run writes the number that would come next; the range stays as it is, and nobody is told.
        return drawn != null ? Integer.valueOf(drawn) : tx.list(Integer.class,
                "select next::integer from platform.number_ranges where company_id = ? and id = ?", tx.company(),
                role.range().id()).getFirst();
    }
}
