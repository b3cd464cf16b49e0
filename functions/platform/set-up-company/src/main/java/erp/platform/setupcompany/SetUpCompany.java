package erp.platform.setupcompany;

import erp.company.Setup;
import erp.security.Permissions;
import erp.web.Function;
import erp.work.Identified;
import erp.work.Versioned;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import java.util.List;

/**
 * A company comes into being with all it needs to work: its chart of accounts, number ranges, a price list and storage places. The
 * operator who sets it up becomes its administrator, and works for it after refreshing the session.
 *
 * <p>Refused: 422 {@code country_unknown}, {@code currency_unknown}, {@code time_zone_unknown}, {@code books_from_month},
 * {@code vat_id_format}, {@code iban_invalid}, {@code bic_invalid}, {@code warehouse_twice}, {@code seller_has_tax_identity}.
 */
@Controller
@Function(name = "set-up-company")
class SetUpCompany {

    private final Work work;

    SetUpCompany(Work work) {
        this.work = work;
    }

    @Post("/api/v1/companies")
    @Status(HttpStatus.CREATED)
    HttpResponse<Response> setUp(@Body CompanyRequest request) {
        return work.once(request, tx -> {
            int id = Setup.create(tx, request.company(), request.places());
            // Users of a foreign issuer are not listed here: their tokens say whose administrators they are.
            tx.write("insert into platform.memberships (company_id, user_id, roles) select ?, id, ? from platform.users where id = ?", id,
                    List.of(Permissions.ADMINISTRATOR), tx.user());
            return new Response(id, request.name(), 1);
        });
    }

    /** The company's number, which sessions choose it by. */
    @Introspected
    record Response(Integer id, String name, int version) implements Identified, Versioned {
    }
}
