package erp.receivables.queryreceivables;

import erp.documents.Download;
import erp.documents.Source;
import erp.receivables.InvoiceHead;
import erp.receivables.Invoices;
import erp.receivables.ReceivablesCode;
import erp.web.Function;
import erp.work.Refusal;
import erp.work.Work;
import erp.work.WorkCode;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import java.util.UUID;

/** Invoices, credit notes and reversing documents as they were sent. */
@Controller
@Function(name = "query-receivables")
class Documents {

    private final Work work;

    Documents(Work work) {
        this.work = work;
    }

    /**
     * The PDF, byte for byte as it was made once.
     *
     * <p>Refused: 404, {@code not_rendered} as long as nobody has sent it; 409 {@code invoice_state} for a draft.
     */
    @Get("/api/v1/sales-invoices/{id}/document")
    @Produces(MediaType.APPLICATION_PDF)
    HttpResponse<byte[]> get(@PathVariable UUID id) {
        return work.read(tx -> {
            InvoiceHead invoice = Invoices.head(tx, id).get().stream().findFirst().orElseThrow(() -> new Refusal(WorkCode.NOT_FOUND));
            if (invoice.number() == null) {
                throw new Refusal(ReceivablesCode.INVOICE_STATE, invoice.state());
            }
            return Download.of(tx, Source.salesInvoice(id), invoice.number());
        });
    }
}
