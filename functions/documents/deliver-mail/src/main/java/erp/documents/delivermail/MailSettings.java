package erp.documents.delivermail;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * The mail server that takes what is sent (RFC 6409).
 *
 * @param host     its name
 * @param port     where it listens
 * @param starttls whether the connection must be encrypted before anything is said; a server that cannot do it gets nothing
 * @param user     by which the server knows this installation; without it, nobody signs in
 * @param password of the user
 * @param from     the address that mails come from; that of the company when absent
 */
@ConfigurationProperties("erp.mail")
record MailSettings(@Bindable(defaultValue = "localhost") String host, @Bindable(defaultValue = "587") int port,
                    @Bindable(defaultValue = "true") boolean starttls, @Nullable String user, @Nullable String password,
                    @Nullable String from) {
}
