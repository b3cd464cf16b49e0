package erp.platform.queryplatform;

import erp.platform.Functions;
import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
import erp.work.Versioned;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.RequestBean;
import java.util.List;

/** The roles of a company, and the functions that roles are made of. */
@Controller
@Function(name = "query-platform")
class Roles {

    /** Its own roles, and the one that every company has. */
    private static final String SELECT = """
            select id, name, functions, version from platform.roles where company_id = ?
            union all select 'administrator', 'Administrator', ?::text[], 1""";
    private static final Listing<Row> LIST = Listing.of(Row.class, SELECT, "id", "id");
    private static final List<String> ALL = Functions.all().stream().map(Functions.Entry::name).sorted().toList();

    private final Work work;

    Roles(Work work) {
        this.work = work;
    }

    /** The roles of the company. */
    @Get("/api/v1/roles")
    Page<Row> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query, ALL));
    }

    /** One role of the company. */
    @Get("/api/v1/roles/{id}")
    Row get(String id) {
        return work.read(tx -> tx.get(Row.class, "select * from (" + SELECT + ") r where id = ?", tx.company(), ALL, id));
    }

    /** All functions of the system: a role is a set of their names. */
    @Get("/api/v1/functions")
    Page<Functions.Entry> functions() {
        return new Page<>(Functions.all(), null);
    }

    /** A role: whoever has it may call these functions. */
    @Introspected
    record Row(String id, String name, List<String> functions, int version) implements Versioned {
    }
}
