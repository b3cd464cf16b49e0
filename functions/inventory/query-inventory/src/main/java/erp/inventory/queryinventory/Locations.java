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
import java.util.UUID;

/** The places goods can be. */
@Controller
@Function(name = "query-inventory")
class Locations {

    private static final Listing<Place> LIST =
            Listing.of(Place.class, "select l.id, l.code, l.name, l.kind from inventory.locations l where l.company_id = ?", "id", "code");

    private final Work work;

    Locations(Work work) {
        this.work = work;
    }

    /** The places, by code unless sorted otherwise. */
    @Get("/api/v1/locations")
    Page<Place> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    /**
     * A place.
     *
     * @param kind storage where stock is counted; supplier, customer, opening and gain_loss are where goods come from and go to
     */
    @Introspected
    record Place(UUID id, String code, String name, String kind) {
    }
}
