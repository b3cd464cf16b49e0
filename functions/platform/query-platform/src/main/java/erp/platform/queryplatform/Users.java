package erp.platform.queryplatform;

import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
import erp.work.Versioned;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.RequestBean;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The users of a company. */
@Controller
@Function(name = "query-platform")
class Users {

    private static final String SELECT = """
            select u.id, u.login, u.name, u.locale, m.roles, u.operator, u.active, u.version, m.recorded_at as member_since
              from platform.memberships m join platform.users u on u.id = m.user_id
             where m.company_id = ?""";
    private static final Listing<Row> LIST = Listing.of(Row.class, SELECT, "id", "login");

    private final Work work;

    Users(Work work) {
        this.work = work;
    }

    /** The users of the company, by login unless sorted otherwise. */
    @Get("/api/v1/users")
    Page<Row> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    /** One user of the company. */
    @Get("/api/v1/users/{id}")
    Row get(@PathVariable UUID id) {
        return work.read(tx -> tx.get(Row.class, SELECT + " and u.id = ?", tx.company(), id));
    }

    /**
     * A user.
     *
     * @param roles    the roles in this company
     * @param operator whether the user may set up companies
     * @param active   whether the user may sign in
     */
    @Introspected
    record Row(UUID id, String login, String name, String locale, List<String> roles, boolean operator, boolean active, int version,
               Instant memberSince) implements Versioned {
    }
}
