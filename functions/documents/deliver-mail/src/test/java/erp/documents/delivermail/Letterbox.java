package erp.documents.delivermail;

import erp.documents.RenderDocument;
import erp.documents.Rendered;
import erp.security.Caller;
import erp.tasks.InTransaction;
import erp.tasks.Run;
import erp.testing.Fixtures;
import erp.work.Ids;
import erp.work.Tx;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** Documents to send, and what became of the mails. In the place of render-document it says that the document of a source is there. */
@Singleton
class Letterbox implements InTransaction<RenderDocument> {

    private final Fixtures fixtures;

    Letterbox(Fixtures fixtures) {
        this.fixtures = fixtures;
    }

    static byte[] bytes(String content) {
        return content.getBytes(StandardCharsets.UTF_8);
    }

    /** A document with such bytes. */
    UUID document(Caller caller, String content) {
        UUID id = Ids.next();
        fixtures.in(caller, tx -> {
            tx.write("""
                    insert into documents.documents (company_id, id, source_type, source_id, language, template_version, file_name, title,
                                                     cover, sha256, pages, bytes)
                    values (?, ?, 'sales_invoice', ?, 'de', 1, 'Rechnung-größer-1.pdf', 'Rechnung 1 über 5 €', 'Guten Tag, Frau Müßig',
                            encode(sha256(?::bytea), 'hex'), 1, ?)""", tx.company(), id, id, bytes(content), bytes(content));
            return null;
        });
        return id;
    }

    /** State and reason of each mail of a company, oldest first. */
    List<String> mails(Caller caller) {
        return fixtures.in(caller, tx -> tx.list(String.class, """
                select concat_ws(' ', state, recipient, reason) from documents.mails where company_id = ? order by id""", tx.company()));
    }

    @Override
    public Rendered run(Tx tx, Run run, RenderDocument args) {
        return tx.get(Rendered.class, """
                select id as document_id, file_name, sha256, pages from documents.documents where company_id = ? and source_id = ?""",
                tx.company(), args.source().id());
    }
}
