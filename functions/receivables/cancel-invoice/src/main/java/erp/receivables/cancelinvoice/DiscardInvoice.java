package erp.receivables.cancelinvoice;

import erp.receivables.Coverage;
import erp.receivables.InvoiceHead;
import erp.receivables.InvoiceLine;
import erp.receivables.Invoices;
import erp.web.Function;
import erp.work.Identified;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Versioned;
import erp.work.Work;
import erp.work.WorkCode;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import java.util.List;
import java.util.UUID;

/**
 * A draft is given up: it never had a number or an effect on the books, so nothing reverses it, and what it covered can be invoiced
 * again. Without this, a draft nobody wants would keep its delivery from being invoiced and its month from being closed.
 *
 * <p>Refused: 404; 412 {@code version_stale}; 409 {@code invoice_state}.
 */
@Controller
@Function(name = "cancel-invoice")
class DiscardInvoice {

    private final Work work;

    DiscardInvoice(Work work) {
        this.work = work;
    }

    @Post("/api/v1/sales-invoices/{id}/discard")
    HttpResponse<Response> discard(@PathVariable UUID id, @Nullable @Body Request request) {
        return work.once(request == null ? new Request() : request, tx -> {
            Tx.Later<List<InvoiceHead>> locked = Invoices.lock(tx, id);
            Tx.Later<List<InvoiceLine>> lines = Invoices.lines(tx, id);
            InvoiceHead invoice = locked.get().stream().findFirst().orElseThrow(() -> new Refusal(WorkCode.NOT_FOUND));
            invoice.refuseStale(tx.call());
            invoice.requireInvoice("draft");
            Coverage.giveBack(tx, id, lines.get());
            Invoices.become(tx, id, "discarded");
            return new Response(id, "discarded", invoice.version() + 1);
        });
    }

    /** Nothing needs to be said. */
    @Introspected
    record Request() {
    }

    /** The draft as given up. */
    @Introspected
    record Response(UUID id, String state, int version) implements Identified, Versioned {
    }
}
