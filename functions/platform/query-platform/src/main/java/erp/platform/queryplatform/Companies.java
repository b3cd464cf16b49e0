package erp.platform.queryplatform;

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
import io.micronaut.http.annotation.RequestBean;
import java.time.Instant;
import java.time.LocalDate;

/** Companies, as far as the caller is a member of them. */
@Controller
@Function(name = "query-platform")
class Companies {

    private static final Listing<Row> LIST = Listing.of(Row.class, """
            select c.company_id as id, c.name, c.city, c.country, c.company_id = platform.company() as current, c.version
              from platform.companies c
             where c.company_id = ? or c.company_id in (select m.company_id from platform.memberships m where m.user_id = ?)""",
            "id", "name");
    private static final String ONE = """
            select company_id as id, name, street, postal_code, city, country, currency, time_zone, chart, tax_regime, vat_id, tax_number,
                   contact_name, phone, email, iban, bic, valuation, books_from, version, recorded_at
              from platform.companies where company_id = ?""";

    private final Work work;

    Companies(Work work) {
        this.work = work;
    }

    /** The companies the caller may work for, by name unless sorted otherwise. */
    @Get("/api/v1/companies")
    Page<Row> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query, tx.user()));
    }

    /** The company the caller works for now. */
    @Get("/api/v1/companies/current")
    Details current() {
        return work.read(tx -> tx.get(Details.class, ONE, tx.company()));
    }

    /** One of the companies the caller may work for. */
    @Get("/api/v1/companies/{id}")
    Details get(int id) {
        return work.read(tx -> tx.get(Details.class, ONE, id));
    }

    /**
     * A company in the list.
     *
     * @param current whether the caller's token is for it
     */
    @Introspected
    record Row(int id, String name, String city, String country, boolean current, int version) {
    }

    /**
     * A company with all its settings.
     *
     * @param booksFrom the first day that can be posted to
     */
    @Introspected
    record Details(int id, String name, String street, String postalCode, String city, String country, String currency, String timeZone,
                   String chart, String taxRegime, @Nullable String vatId, @Nullable String taxNumber, @Nullable String contactName,
                   @Nullable String phone, @Nullable String email, @Nullable String iban, @Nullable String bic, String valuation,
                   LocalDate booksFrom, int version, Instant recordedAt) implements Versioned {
    }
}
