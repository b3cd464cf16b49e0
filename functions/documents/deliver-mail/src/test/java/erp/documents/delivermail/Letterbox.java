package erp.documents.delivermail;

import erp.documents.RenderDocument;
import erp.documents.Rendered;
import erp.documents.Source;
import erp.security.Caller;
import erp.tasks.InTransaction;
import erp.tasks.Run;
import erp.testing.DocumentFixtures;
import erp.testing.Fixtures;
import erp.work.Ids;
import erp.work.Tx;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** Documents to send, and what became of the mails. In the place of render-document it says that a document is there: the one that its
 * source is called after. */
@Singleton
class Letterbox implements InTransaction<RenderDocument> {

    private final Fixtures fixtures;
    private final DocumentFixtures documents;

    Letterbox(Fixtures fixtures, DocumentFixtures documents) {
        this.fixtures = fixtures;
        this.documents = documents;
    }

    static byte[] bytes(String content) {
        return content.getBytes(StandardCharsets.UTF_8);
    }

    /** A document with such bytes. */
    UUID document(Caller caller, String content) {
        return documents.document(caller, Source.salesInvoice(Ids.next()), content);
    }

    /** State and reason of each mail of a company, oldest first. */
    List<String> mails(Caller caller) {
        return fixtures.in(caller, tx -> tx.list(String.class, """
                select concat_ws(' ', state, recipient, reason) from documents.mails where company_id = ? order by id""", tx.company()));
    }

    @Override
    public Rendered run(Tx tx, Run run, RenderDocument args) {
        return tx.get(Rendered.class, """
                select id as document_id, file_name, sha256, pages from documents.documents where company_id = ? and id = ?""",
                tx.company(), args.source().id());
    }
}
