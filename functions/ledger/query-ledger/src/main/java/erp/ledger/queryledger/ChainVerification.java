package erp.ledger.queryledger;

import erp.ledger.Verification;
import erp.web.Function;
import erp.work.Work;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;

/** Computes the whole chain of seals again, and names the first seal and entry that do not fit. */
@Controller
@Function(name = "query-ledger")
class ChainVerification {

    private final Work work;

    ChainVerification(Work work) {
        this.work = work;
    }

    @Get("/api/v1/ledger/verification")
    Verification verify() {
        return work.read(Verification::of);
    }
}
