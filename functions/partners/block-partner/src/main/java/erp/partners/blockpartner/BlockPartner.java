package erp.partners.blockpartner;

import erp.partners.Partner;
import erp.partners.Partners;
import erp.partners.PartnersCode;
import erp.web.Function;
import erp.work.Refusal;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.UUID;

/**
 * A partner is blocked: no more orders are taken from it until somebody unblocks it. Who did it and why stays on record. Repeating is
 * refused, so the reason on record is that of the first.
 *
 * <p>Refused: 404; 412 when the version is named and stale; 409 {@code already_blocked}; 422 without a reason.
 */
@Controller
@Function(name = "block-partner")
class BlockPartner {

    private final Work work;

    BlockPartner(Work work) {
        this.work = work;
    }

    @Post("/api/v1/partners/{id}/block")
    HttpResponse<Partner> block(@PathVariable UUID id, @Body Request request) {
        return work.once(request, tx -> {
            Partner partner = Partners.lock(tx, id);
            partner.refuseStale(tx.call());
            if (!partner.state().equals("active")) {
                throw new Refusal(PartnersCode.ALREADY_BLOCKED, partner.name(), partner.state());
            }
            return Partners.setBlocked(tx, partner, true, request.reason);
        });
    }

    /** Why. */
    @Introspected
    record Request(@NotBlank @Size(max = 500) String reason) {
    }
}
