package erp.documents.delivermail;

import erp.company.Companies;
import erp.company.Company;
import erp.documents.DeliverMail;
import erp.documents.DocumentsCode;
import erp.documents.Rendered;
import erp.tasks.Run;
import erp.work.JsonText;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.WorkCode;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** The mails that were sent, are being sent, or were refused. */
@Singleton
class Mails {

    private final Companies companies;
    private final JsonText json;
    private final MailSettings settings;

    Mails(Companies companies, JsonText json, MailSettings settings) {
        this.companies = companies;
        this.json = json;
        this.settings = settings;
    }

    private record Document(UUID id, String fileName, String title, String cover, byte[] bytes) {
    }

    /** A mail that is begun. */
    record Begun(UUID id, String state, String messageId, Instant recordedAt) {
    }

    /**
     * A mail to send, or the one that was sent before in its place.
     *
     * @param mail null when nothing is to be sent
     */
    record Turn(Begun begun, @Nullable Mail mail) {
    }

    /**
     * Takes the place of the one mail for the document, the channel and the key, or finds it taken.
     *
     * @throws Refusal {@code not_found} without such documents, {@code sender_missing}; {@code try_again} while
     *                 another task is sending a mail in that place
     */
    Turn begin(Tx tx, Run run, DeliverMail args) {
        List<Document> documents = documents(tx, run, args);
        Company company = companies.of(tx);
        String from = Optional.ofNullable(settings.from()).or(() -> Optional.ofNullable(company.email()))
                .orElseThrow(() -> new Refusal(DocumentsCode.SENDER_MISSING));
        Document first = documents.getFirst();
        String subject = line(Objects.requireNonNullElse(args.subject(), first.title));
        Begun begun = take(tx, run.id(), first.id, args, subject, "<" + run.id() + from.substring(from.indexOf('@')) + ">");
        return new Turn(begun, begun.state.equals("sent") ? null : new Mail(begun.messageId, begun.recordedAt, line(company.name()), from,
                company.email(), args.to(), subject, Objects.requireNonNullElse(args.text(), first.cover),
                documents.stream().map(document -> new Mail.File(document.fileName, document.bytes)).toList()));
    }

    private List<Document> documents(Tx tx, Run run, DeliverMail args) {
        List<UUID> ids = Stream.concat(args.documents().stream(),
                run.results(tx).stream().map(result -> json.read(Rendered.class, result).documentId())).distinct().toList();
        List<Document> found = new ArrayList<>(tx.list(Document.class, """
                select id, file_name, title, cover, bytes from documents.documents where company_id = ? and id = any(?::uuid[])
                 order by array_position(?::uuid[], id)""", tx.company(), ids, ids));
        if (found.isEmpty() || found.size() < ids.size()) {
            throw new Refusal(WorkCode.NOT_FOUND);
        }
        return found;
    }

    private static Begun take(Tx tx, UUID task, UUID document, DeliverMail args, String subject, String messageId) {
        // The place of a task that was given up is free: whoever sends the document again means it.
        tx.write("""
                update documents.mails m set state = 'refused', reason = 'given up'
                 where m.company_id = ? and m.document_id = ? and m.channel = 'mail' and m.key = ? and m.state = 'sending' and m.id <> ?
                   and not exists (select from tasks.tasks t where t.company_id = m.company_id and t.id = m.id
                                      and t.state in ('waiting', 'delayed', 'ready', 'running'))""",
                tx.company(), document, args.key(), task);
        // One that was refused has given its place back; when its task is tried again, it takes it once more. Somebody may have written
        // another address meanwhile, and with it another key.
        tx.write("""
                update documents.mails m set state = 'sending', reason = null, document_id = ?, key = ?, recipient = ?, subject = ?
                 where m.company_id = ? and m.id = ? and m.state <> 'sent' and not exists (
                       select from documents.mails o where o.company_id = m.company_id and o.document_id = ?
                          and o.channel = m.channel and o.key = ? and o.state <> 'refused' and o.id <> m.id)""",
                document, args.key(), args.to(), subject, tx.company(), task, document, args.key());
        tx.write("""
                insert into documents.mails (company_id, id, document_id, key, recipient, subject, message_id)
                values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing""",
                tx.company(), task, document, args.key(), args.to(), subject, messageId);
        Begun begun = tx.list(Begun.class, """
                select id, state, message_id, recorded_at from documents.mails
                 where company_id = ? and document_id = ? and channel = 'mail' and key = ? and state <> 'refused'""",
                tx.company(), document, args.key()).getFirst();
        if (!begun.id.equals(task) && !begun.state.equals("sent")) {
            throw new Refusal(WorkCode.TRY_AGAIN);
        }
        return begun;
    }

    /** It has gone out. */
    static void sent(Tx tx, UUID id) {
        tx.write("update documents.mails set state = 'sent', sent_at = now() where company_id = ? and id = ? and state = 'sending'",
                tx.company(), id);
    }

    /** It never will. */
    static void refused(Tx tx, UUID id, String reason) {
        tx.write("update documents.mails set state = 'refused', reason = ? where company_id = ? and id = ?", reason, tx.company(), id);
    }

    /** A header is one line: nobody writes further headers into it. */
    private static String line(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
