package erp.partners.createpartner;

import erp.partners.Partner;
import erp.partners.PartnerData;
import erp.partners.Partners;
import erp.web.Function;
import erp.work.Work;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;

/**
 * Somebody becomes a customer, a supplier or both. Numbers come without gaps from the ranges of debtors and creditors, or are named
 * by the caller. Who seems to be there already (the same name and postal code, or the same VAT-ID) is refused unless
 * {@code force} says that it is somebody else. Repeating creates nobody twice: the key recognises the request, and without it the
 * name and the external id do.
 *
 * <p>Refused: 422 {@code role_missing}, {@code number_without_role}, {@code country_unknown}, {@code vat_id_format},
 * {@code discount_incomplete}, {@code bic_without_iban}, {@code iban_invalid}, {@code bic_invalid}, {@code duplicate_suspect};
 * 409 {@code customer_number_taken}, {@code supplier_number_taken}, {@code partner_external_id_taken};
 * 422 {@code number_range_exhausted}, {@code unknown_price_list}.
 */
@Controller
@Function(name = "create-partner")
class CreatePartner {

    private final Work work;

    CreatePartner(Work work) {
        this.work = work;
    }

    /** @param force takes for somebody else who seems to be there already */
    @Post("/api/v1/partners")
    @Status(HttpStatus.CREATED)
    HttpResponse<Partner> create(@Body PartnerData request, @QueryValue(defaultValue = "false") boolean force) {
        return work.once(request, tx -> Partners.create(tx, request, force));
    }
}
