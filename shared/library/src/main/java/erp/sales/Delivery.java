package erp.sales;

import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Versioned;
import java.util.UUID;

/** A delivery under lock, as those who change it see it. */
public record Delivery(UUID id, String number, String state, UUID locationId, int version) implements Versioned {

    /**
     * Locks a delivery.
     *
     * @throws Refusal 404 where this company has no such delivery
     */
    public static Delivery lock(Tx tx, UUID id) {
        return tx.get(Delivery.class, """
                select id, number, state, location_id, version from sales.deliveries where company_id = ? and id = ? for no key update""",
                tx.company(), id);
    }

    /** @throws Refusal 409 {@code delivery_state} when it has left, or has been given up */
    public void requireDraft() {
        if (!state.equals("draft")) {
            throw new Refusal(SalesCode.DELIVERY_STATE, state);
        }
    }
}
