package erp.documents.delivermail;

import erp.documents.DeliverMail;
import erp.documents.DocumentsCode;
import erp.documents.MailAddress;
import erp.tasks.Outside;
import erp.tasks.Run;
import erp.work.Refusal;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import jakarta.inject.Singleton;
import jakarta.mail.MessagingException;
import java.io.UnsupportedEncodingException;
import java.util.UUID;

/**
 * A mail takes documents to somebody. Before the server is called, a row says that this task sends the one mail for the document, the
 * channel and the key; whoever wants another mail in its place finds it there, and sends none. Only when a worker dies between the
 * server's word and its own commit does the mail go out once more, with the same {@code Message-ID}, made of the task's id, by which
 * it is recognised. A server that is away or says "later" (4yz) is tried again.
 *
 * <p>Refused: documents that do not exist; {@code sender_missing}; {@code mail_address_invalid}; {@code mail_refused}, with the
 * server's words, when it says "never" (5yz).
 */
@Singleton
class MailDelivery implements Outside<DeliverMail> {

    private final Mails mails;
    private final Smtp smtp;

    MailDelivery(Mails mails, Smtp smtp) {
        this.mails = mails;
        this.smtp = smtp;
    }

    @Override
    public Work.Handler<Delivered> run(Run run, DeliverMail args) throws MessagingException, UnsupportedEncodingException {
        Mails.Turn turn = run.work(tx -> mails.begin(tx, run, args));
        Mails.Begun begun = turn.begun();
        Delivered delivered = new Delivered(begun.id(), begun.messageId(), !begun.id().equals(run.id()));
        if (turn.mail() == null) {
            return _ -> delivered;
        }
        if (!MailAddress.isValid(args.to())) {
            refuse(run, begun.id(), "", new Refusal(DocumentsCode.MAIL_ADDRESS_INVALID, args.to()));
        }
        run.checkpoint();
        smtp.send(turn.mail(), word -> refuse(run, begun.id(), word, new Refusal(DocumentsCode.MAIL_REFUSED, args.to(), word)));
        return tx -> {
            Mails.sent(tx, begun.id());
            return delivered;
        };
    }

    private static void refuse(Run run, UUID mail, String word, Refusal refusal) {
        run.work(tx -> {
            Mails.refused(tx, mail, word.isEmpty() ? refusal.code().code() : word);
            return null;
        });
        throw refusal;
    }

    /**
     * What has become of it.
     *
     * @param mailId    the mail's
     * @param messageId by which mail servers know it
     * @param before    whether it had been sent before, by another task
     */
    @Introspected
    record Delivered(UUID mailId, String messageId, boolean before) {
    }
}
