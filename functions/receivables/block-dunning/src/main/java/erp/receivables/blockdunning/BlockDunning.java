package erp.receivables.blockdunning;

import erp.receivables.ReceivablesCode;
import erp.sales.SalesCode;
import erp.web.Function;
import erp.work.Code;
import erp.work.Identified;
import erp.work.Ids;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * A customer, or one invoice, is not dunned up to a day: the claim is disputed, or the customer was given more time. A later block of
 * the same takes the place of an earlier one; one until a day that has passed ends it. All of them stay on record.
 *
 * <p>Refused: 409 {@code invoice_state} for a draft; 422 {@code partner_or_invoice}, {@code unknown_partner}, {@code unknown_invoice}.
 */
@Controller
@Function(name = "block-dunning")
class BlockDunning {

    private final Work work;

    BlockDunning(Work work) {
        this.work = work;
    }

    @Post("/api/v1/dunning-blocks")
    @Status(HttpStatus.CREATED)
    HttpResponse<Response> block(@Body Request request) {
        return work.once(request, tx -> {
            if (request.invoiceId != null) {
                String state = tx.find(String.class, "select state from receivables.invoices where company_id = ? and id = ?",
                        tx.company(), request.invoiceId).orElseThrow(() -> refusal("invoiceId", ReceivablesCode.UNKNOWN_INVOICE));
                if (List.of("draft", "discarded").contains(state)) {
                    throw new Refusal(ReceivablesCode.INVOICE_STATE, state);
                }
            }
            if ((request.partnerId == null) == (request.invoiceId == null)) {
                throw refusal("partnerId", ReceivablesCode.PARTNER_OR_INVOICE);
            }
            if (request.partnerId != null) {
                tx.find(UUID.class, "select id from partners.partners where company_id = ? and id = ?", tx.company(), request.partnerId)
                        .orElseThrow(() -> refusal("partnerId", SalesCode.UNKNOWN_PARTNER));
            }
            return write(tx, request);
        });
    }

    private static Response write(Tx tx, Request request) {
        UUID id = Ids.next();
        tx.write("insert into receivables.dunning_blocks (company_id, id, partner_id, invoice_id, until, reason) values (?, ?, ?, ?, ?, ?)",
                tx.company(), id, request.partnerId, request.invoiceId, request.until, request.reason);
        return new Response(id, request.partnerId, request.invoiceId, request.until, request.reason);
    }

    private static Refusal refusal(String field, Code code) {
        return new Refusal(List.of(new Refusal.Field("/" + field, code)), code);
    }

    /**
     * Whom to spare: a customer or an invoice.
     *
     * @param until  the last day without dunning
     * @param reason for those who look at it later
     */
    @Introspected
    record Request(@Nullable UUID partnerId, @Nullable UUID invoiceId, LocalDate until, @NotBlank @Size(max = 500) String reason) {
    }

    /** The block as it stands. */
    @Introspected
    record Response(UUID id, @Nullable UUID partnerId, @Nullable UUID invoiceId, LocalDate until, String reason) implements Identified {
    }
}
