package erp.documents.delivermail;

import jakarta.inject.Singleton;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import jakarta.activation.DataHandler;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Properties;
import java.util.function.Consumer;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** The mail server. */
@Singleton
class Smtp {

    private static final String UTF_8 = StandardCharsets.UTF_8.name();
    private static final int PERMANENT = 500;

    private final MailSettings settings;
    private final Session session;

    Smtp(MailSettings settings) {
        this.settings = settings;
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.auth", Boolean.toString(settings.user() != null));
        properties.setProperty("mail.smtp.starttls.enable", Boolean.toString(settings.starttls()));
        properties.setProperty("mail.smtp.starttls.required", Boolean.toString(settings.starttls()));
        properties.setProperty("mail.smtp.connectiontimeout", "10000");
        properties.setProperty("mail.smtp.timeout", "20000");
        properties.setProperty("mail.smtp.writetimeout", "20000");
        // The mail is taken by then: how the server says goodbye must not make it look as if it were not.
        properties.setProperty("mail.smtp.quitwait", "false");
        session = Session.getInstance(properties);
    }

    /**
     * Gives a mail to the server.
     *
     * @param refused is told what the server has said when it will never take it (a reply of 5yz, RFC 5321, 4.2.1), and throws
     * @throws MessagingException when it may take it another time
     */
    void send(Mail mail, Consumer<String> refused) throws MessagingException, UnsupportedEncodingException {
        MimeMessage message = message(mail);
        try (SMTPTransport server = (SMTPTransport) session.getTransport("smtp")) {
            server.connect(settings.host(), settings.port(), settings.user(), settings.password());
            boolean taken = false;
            try {
                server.sendMessage(message, message.getAllRecipients());
                taken = true;
            } finally {
                if (!taken && server.getLastReturnCode() >= PERMANENT) {
                    refused.accept(server.getLastServerResponse().strip());
                }
            }
        }
    }

    private MimeMessage message(Mail mail) throws MessagingException, UnsupportedEncodingException {
        MimeMessage message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", mail.messageId());
            }
        };
        message.setFrom(new InternetAddress(mail.from(), mail.company(), UTF_8));
        if (mail.replyTo() != null) {
            message.setReplyTo(InternetAddress.parse(mail.replyTo()));
        }
        message.setRecipients(Message.RecipientType.TO, new InternetAddress[] {new InternetAddress(mail.to())});
        message.setSubject(mail.subject(), UTF_8);
        message.setSentDate(Date.from(mail.time()));
        MimeMultipart parts = new MimeMultipart();
        MimeBodyPart text = new MimeBodyPart();
        text.setText(mail.text(), UTF_8);
        parts.addBodyPart(text);
        for (Mail.File file : mail.files()) {
            MimeBodyPart part = new MimeBodyPart();
            part.setDataHandler(new DataHandler(new ByteArrayDataSource(file.bytes(), "application/pdf")));
            part.setFileName(file.name());
            parts.addBodyPart(part);
        }
        message.setContent(parts);
        message.saveChanges();
        return message;
    }
}
