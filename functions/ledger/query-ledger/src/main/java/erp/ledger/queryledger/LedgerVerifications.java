package erp.ledger.queryledger;

import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.RequestBean;
import java.time.Instant;
import java.util.UUID;

/** What came of computing the chain of seals again, night by night. */
@Controller
@Function(name = "query-ledger")
class LedgerVerifications {

    private static final Listing<Row> LIST = Listing.of(Row.class, """
            select id, sealed, unsealed, head, intact, fault, seal_no, entry_id, recorded_at
              from ledger.verifications where company_id = ?""", "id", "-recordedAt");

    private final Work work;

    LedgerVerifications(Work work) {
        this.work = work;
    }

    /** The verifications, newest first unless sorted otherwise. */
    @Get("/api/v1/ledger-verifications")
    Page<Row> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    /**
     * A verification.
     *
     * @param sealed   how many entries had a seal
     * @param unsealed how many had been posted since
     * @param head     the hash of the last seal in hexadecimal
     * @param intact   whether every seal fitted
     * @param fault    what did not fit first; absent when all did
     * @param sealNo   the seal that did not fit; absent for an entry that has none
     * @param entryId  its entry; absent when the seal that named it is missing
     */
    @Introspected
    record Row(UUID id, long sealed, long unsealed, String head, boolean intact, @Nullable String fault, @Nullable Long sealNo,
               @Nullable UUID entryId, Instant recordedAt) {
    }
}
