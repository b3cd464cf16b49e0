package erp.receivables.sendinvoice;

import erp.documents.DeliverMail;
import erp.documents.DocumentsCode;
import erp.documents.MailAddress;
import erp.documents.RenderDocument;
import erp.documents.Source;
import erp.receivables.InvoiceHead;
import erp.receivables.Invoices;
import erp.receivables.ReceivablesCode;
import erp.tasks.Plan;
import erp.tasks.Tasks;
import erp.tasks.Wish;
import erp.web.Function;
import erp.work.Identified;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Work;
import erp.work.WorkCode;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;

/**
 * A posted invoice, credit note or reversing document goes to the customer: in the background its PDF is made, unless it is there, and
 * then a mail takes it away, in the customer's language. The answer says which task does that. Repeating is safe: the same request
 * wants it done once, and to one address there goes one mail unless another {@code key} says that a further one is meant.
 *
 * <p>Refused: 404; 412 {@code version_stale}; 409 {@code invoice_state} for a draft, {@code already_sent}; 422
 * {@code mail_address_missing}, {@code mail_address_invalid}.
 */
@Controller
@Function(name = "send-invoice")
class SendInvoice {

    private final Work work;
    private final Tasks tasks;

    SendInvoice(Work work, Tasks tasks) {
        this.work = work;
        this.tasks = tasks;
    }

    @Post("/api/v1/sales-invoices/{id}/send")
    @Status(HttpStatus.ACCEPTED)
    HttpResponse<Response> send(@PathVariable UUID id, @Nullable @Body Request request) {
        Request wish = request == null ? new Request(null, null, null, null) : request;
        return work.once(wish, tx -> {
            InvoiceHead invoice = Invoices.head(tx, id).get().stream().findFirst().orElseThrow(() -> new Refusal(WorkCode.NOT_FOUND));
            invoice.refuseStale(tx.call());
            if (invoice.number() == null) {
                throw new Refusal(ReceivablesCode.INVOICE_STATE, invoice.state());
            }
            String to = recipient(tx, invoice, wish);
            String key = Objects.requireNonNullElse(wish.key, "") + " " + to.toLowerCase(Locale.ROOT);
            refuseRepetition(tx, id, key, to);
            List<UUID> steps = tasks.enqueue(tx, Plan.chain(List.of(
                    Wish.of(new RenderDocument(Source.salesInvoice(id))).about("sales-invoices", id),
                    Wish.of(new DeliverMail(to, key, wish.subject, wish.text, List.of())).about("sales-invoices", id))));
            return new Response(steps.getLast(), to);
        });
    }

    private record Customer(String name, @Nullable String email) {
    }

    private static String recipient(Tx tx, InvoiceHead invoice, Request wish) {
        Customer customer = tx.get(Customer.class, "select name, email from partners.partners where company_id = ? and id = ?",
                tx.company(), invoice.partnerId());
        String to = wish.to != null ? wish.to : customer.email;
        if (to == null) {
            throw new Refusal(DocumentsCode.MAIL_ADDRESS_MISSING, customer.name);
        }
        if (!MailAddress.isValid(to)) {
            throw new Refusal(DocumentsCode.MAIL_ADDRESS_INVALID, to);
        }
        return to;
    }

    private static void refuseRepetition(Tx tx, UUID id, String key, String to) {
        tx.list(String.class, """
                select to_char(m.sent_at, 'YYYY-MM-DD') from documents.mails m
                  join documents.documents d on d.company_id = m.company_id and d.id = m.document_id
                 where m.company_id = ? and d.source_type = 'sales_invoice' and d.source_id = ?
                   and m.key = ? and m.state = 'sent' limit 1""",
                tx.company(), id, key).forEach(day -> {
                    throw new Refusal(DocumentsCode.ALREADY_SENT, to, day);
                });
    }

    /**
     * How it is to be sent.
     *
     * @param to      where to; the customer's address when absent
     * @param subject the document's kind and number when absent
     * @param text    a few words in the customer's language when absent
     * @param key     tells a further mail to the same address from a repetition
     */
    @Introspected
    record Request(@Nullable @Size(max = 254) String to, @Nullable @Size(min = 1, max = 200) String subject,
                   @Nullable @Size(min = 1, max = 10_000) String text, @Nullable @Size(min = 1, max = 40) String key) {
    }

    /**
     * What was begun.
     *
     * @param id the task that is done when the mail has gone out
     * @param to where it goes
     */
    @Introspected
    record Response(UUID id, String to) implements Identified {
    }
}
