package erp.testing;

import erp.documents.Source;
import erp.security.Caller;
import erp.work.Ids;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Documents that are kept, written past the function that renders them. */
@Singleton
public final class DocumentFixtures {

    private final Fixtures fixtures;

    public DocumentFixtures(Fixtures fixtures) {
        this.fixtures = fixtures;
    }

    /** A document of something, whose bytes are this text. */
    public UUID document(Caller caller, Source source, String content) {
        return document(caller, source, 1, content);
    }

    /** The same, made from templates of a version. */
    public UUID document(Caller caller, Source source, int version, String content) {
        UUID id = Ids.next();
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        fixtures.in(caller, tx -> {
            tx.write("""
                    insert into documents.documents (company_id, id, source_type, source_id, language, template_version, file_name, title,
                                                     cover, sha256, pages, bytes)
                    values (?, ?, ?, ?, 'de', ?, 'Rechnung-größer-1.pdf', 'Rechnung 1 über 5 €', 'Guten Tag, Frau Müßig',
                            encode(sha256(?::bytea), 'hex'), 1, ?)""",
                    tx.company(), id, source.type().code(), source.id(), version, bytes, bytes);
            return null;
        });
        return id;
    }

    /** A mail that took a document away, as the task of that id has written it. */
    public void mail(Caller caller, UUID task, UUID document, String key, String state) {
        fixtures.in(caller, tx -> {
            tx.write("""
                    insert into documents.mails (company_id, id, document_id, key, recipient, subject, message_id, state, sent_at)
                    values (?, ?, ?, ?, 'einkauf@kunde.example', 'x', '<begun@muster.example>', ?,
                            case ? when 'sent' then timestamptz '2026-11-03T12:00Z' end)""",
                    tx.company(), task, document, key, state, state);
            return null;
        });
    }
}
