package erp.inventory.queryinventory;

import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.RequestBean;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/** How much is to be kept in stock, and what the last run proposes to buy. */
@Controller
@Function(name = "query-inventory")
class Replenishment {

    private static final Listing<Rule> RULES = Listing.of(Rule.class, """
            select r.product_id, p.number as product_number, l.code as location, p.unit, r.minimum, r.maximum, r.lot_size, r.version,
                   r.changed_at
              from inventory.reordering_rules r
              join products.products p on p.company_id = r.company_id and p.id = r.product_id
              join inventory.locations l on l.company_id = r.company_id and l.id = r.location_id
             where r.company_id = ?""", "productId,location", "productNumber,location");
    private static final Listing<Proposal> PROPOSALS = Listing.of(Proposal.class, """
            select r.id, r.product_id, p.number as product_number, p.name as product_name, l.code as location, p.unit, r.quantity, r.state,
                   r.on_hand, r.reserved, r.waiting, r.on_hand - r.reserved - r.waiting as projected, r.minimum, r.maximum, r.lot_size,
                   r.version, r.changed_at
              from inventory.replenishment_proposals r
              join products.products p on p.company_id = r.company_id and p.id = r.product_id
              join inventory.locations l on l.company_id = r.company_id and l.id = r.location_id
             where r.company_id = ?""", "id", "productNumber");

    private final Work work;

    Replenishment(Work work) {
        this.work = work;
    }

    /** The rules, by product unless sorted otherwise. */
    @Get("/api/v1/reordering-rules")
    Page<Rule> rules(@RequestBean ListQuery query) {
        return work.read(tx -> RULES.page(tx, query));
    }

    /** The proposals, by product unless sorted otherwise. */
    @Get("/api/v1/replenishment-proposals")
    Page<Proposal> proposals(@RequestBean ListQuery query) {
        return work.read(tx -> PROPOSALS.page(tx, query));
    }

    /**
     * A rule.
     *
     * @param minimum below which the place is filled up
     * @param maximum up to which it is filled
     * @param lotSize of which only multiples can be had
     */
    @Introspected
    record Rule(UUID productId, String productNumber, String location, String unit, BigDecimal minimum, BigDecimal maximum,
                BigDecimal lotSize, int version, Instant changedAt) {
    }

    /**
     * A proposal, with the figures it was made by.
     *
     * @param quantity  to be bought
     * @param state     {@code proposed} or {@code dismissed}
     * @param waiting   what confirmed orders want and nothing is reserved for
     * @param projected what is there less what is reserved and waited for
     */
    @Introspected
    record Proposal(UUID id, UUID productId, String productNumber, String productName, String location, String unit, BigDecimal quantity,
                    String state, BigDecimal onHand, BigDecimal reserved, BigDecimal waiting, BigDecimal projected, BigDecimal minimum,
                    BigDecimal maximum, BigDecimal lotSize, int version, Instant changedAt) {
    }
}
