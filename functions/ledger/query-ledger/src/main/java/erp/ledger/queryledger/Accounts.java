package erp.ledger.queryledger;

import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.RequestBean;

/** The company's chart of accounts. */
@Controller
@Function(name = "query-ledger")
class Accounts {

    private static final Listing<Row> LIST = Listing.of(Row.class,
            "select number, name_de, name_en, type, postable from ledger.accounts where company_id = ?", "number", "number");

    private final Work work;

    Accounts(Work work) {
        this.work = work;
    }

    @Get("/api/v1/accounts")
    Page<Row> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    /**
     * An account.
     *
     * @param type     asset, liability, equity, income or expense
     * @param postable whether entries may use it
     */
    @Introspected
    record Row(String number, String nameDe, String nameEn, String type, boolean postable) {
    }
}
