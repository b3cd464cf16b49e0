package erp.partners.unblockpartner;

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
 * A blocked partner is active again. Who did it and why stays on record beside the reason it was blocked for.
 *
 * <p>Refused: 404; 412 when the version is named and stale; 409 {@code not_blocked}; 422 without a reason.
 */
@Controller
@Function(name = "unblock-partner")
class UnblockPartner {

    private final Work work;

    UnblockPartner(Work work) {
        this.work = work;
    }

    @Post("/api/v1/partners/{id}/unblock")
    HttpResponse<Partner> unblock(@PathVariable UUID id, @Body Request request) {
        return work.once(request, tx -> {
            Partner partner = Partners.lock(tx, id);
            partner.refuseStale(tx.call());
            if (!partner.state().equals("blocked")) {
                throw new Refusal(PartnersCode.NOT_BLOCKED, partner.name(), partner.state());
            }
            return Partners.setBlocked(tx, partner, false, request.reason);
        });
    }

    /** Why. */
    @Introspected
    record Request(@NotBlank @Size(max = 500) String reason) {
    }
}
