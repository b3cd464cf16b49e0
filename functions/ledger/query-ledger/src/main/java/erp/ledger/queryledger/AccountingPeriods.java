package erp.ledger.queryledger;

import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
import erp.work.Versioned;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.RequestBean;
import java.time.Instant;
import java.util.UUID;

/** The accounting months from the beginning of the books to the current one, and those that were ever closed. */
@Controller
@Function(name = "query-ledger")
class AccountingPeriods {

    private static final String SELECT = """
            select m.id, coalesce(p.state, 'open') as state, coalesce(p.stock_state, 'open') as stock_state,
                   coalesce(p.version, 1) as version, p.changed_at, p.changed_by
              from platform.companies c
             cross join lateral (select to_char(month, 'YYYY-MM') as id
                                   from generate_series(c.books_from::timestamp, (now() at time zone c.time_zone), '1 month') month
                                  union select k.id from ledger.periods k where k.company_id = c.company_id) m
              left join ledger.periods p on p.company_id = c.company_id and p.id = m.id
             where c.company_id = ?""";
    private static final Listing<Row> LIST = Listing.of(Row.class, SELECT, "id", "-id");

    private final Work work;

    AccountingPeriods(Work work) {
        this.work = work;
    }

    @Get("/api/v1/accounting-periods")
    Page<Row> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    /** One accounting month. */
    @Get("/api/v1/accounting-periods/{id}")
    Row one(@PathVariable String id) {
        return work.read(tx -> tx.get(Row.class, SELECT + " and m.id = ?", tx.company(), id));
    }

    /**
     * A month.
     *
     * @param state      open, soft_closed (can be reopened) or hard_closed
     * @param stockState open or closed: whether goods move in it
     */
    @Introspected
    record Row(String id, String state, String stockState, int version, @Nullable Instant changedAt, @Nullable UUID changedBy)
            implements Versioned {
    }
}
