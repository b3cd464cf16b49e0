package erp.partners.changepartner;

import erp.partners.Partner;
import erp.partners.PartnerData;
import erp.partners.Partners;
import erp.web.Function;
import erp.web.MergePatch;
import erp.work.Validity;
import erp.work.Work;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.util.UUID;

/**
 * What is known about a partner changes: fields that are absent stay, an explicit null clears them (RFC 7396). A partner can get a
 * second role, and its number with it; a number that was given stays for good. Posted documents keep what they were posted with.
 * Repeating changes nothing more: the version has moved on.
 *
 * <p>Refused: 428 and 412 without the version that is changed; 404; 409 {@code partner_number_fixed}; then all that create-partner refuses.
 */
@Controller
@Function(name = "change-partner")
class ChangePartner {

    private final Work work;
    private final Validity validity;

    ChangePartner(Work work, Validity validity) {
        this.work = work;
        this.validity = validity;
    }

    /** @param force takes for somebody else who seems to be there already */
    @Patch("/api/v1/partners/{id}")
    HttpResponse<Partner> change(@PathVariable UUID id, @Body MergePatch<PartnerData> request,
            @QueryValue(defaultValue = "false") boolean force) {
        return work.once(request, tx -> {
            tx.call().requireIfMatch();
            Partner before = Partners.lock(tx, id);
            before.refuseStale(tx.call());
            PartnerData after = request.applyTo(before);
            before.refuseNumberChange(after);
            return Partners.change(tx, before, validity.check(after), force);
        });
    }
}
