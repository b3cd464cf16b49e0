package erp.documents.renderdocument;

import erp.company.Companies;
import erp.documents.RenderDocument;
import erp.documents.Rendered;
import erp.documents.Source;
import erp.tasks.Outside;
import erp.tasks.Run;
import erp.work.Ids;
import erp.work.JsonText;
import erp.work.Tx;
import erp.work.Work;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Optional;

/**
 * What was posted becomes a PDF in the partner's language, which is kept as it is from then on: everybody who asks for it later gets
 * the same bytes. Laying out takes too long for a transaction, so it happens between two. Repeating is safe: of one source and one
 * version of the templates there is one document, and whoever comes second gets the first one's.
 *
 * <p>Refused: what does not exist; {@code invoice_state} for a draft; {@code delivery_state} for what has not left.
 */
@Singleton
class DocumentRendering implements Outside<RenderDocument> {

    private static final String KEPT = """
            select id as document_id, file_name, sha256, pages from documents.documents
             where company_id = ? and source_type = ? and source_id = ? and template_version = ?""";

    private final Companies companies;
    private final Templates templates;
    private final JsonText json;

    DocumentRendering(Companies companies, Templates templates, JsonText json) {
        this.companies = companies;
        this.templates = templates;
        this.json = json;
    }

    @Override
    public Work.Handler<Rendered> run(Run run, RenderDocument args) throws IOException {
        Source source = args.source();
        Optional<Rendered> known = run.work(tx -> kept(tx, source));
        if (known.isPresent()) {
            return _ -> known.get();
        }
        Paper paper = run.work(tx -> load(tx, source));
        Pdf pdf = Pdf.of(templates.page(paper), paper.date());
        String cover = templates.mail(paper);
        run.checkpoint();
        return tx -> {
            tx.write("""
                    insert into documents.documents (company_id, id, source_type, source_id, language, template_version, file_name, title,
                                                     cover, sha256, pages, bytes)
                    select ?, ?, ?, ?, ?, ?, ?, ?, ?, encode(sha256(f.bytes), 'hex'), ?, f.bytes from (select ?::bytea as bytes) f
                    on conflict (company_id, source_type, source_id, template_version) do nothing""",
                    tx.company(), Ids.next(), source.type().code(), source.id(), paper.words().language(), Templates.VERSION,
                    paper.fileName(), paper.title(), cover, pdf.pages(), pdf.bytes());
            return kept(tx, source).orElseThrow();
        };
    }

    private Paper load(Tx tx, Source source) {
        return switch (source.type()) {
            case SALES_INVOICE -> InvoicePaper.load(tx, json, source.id());
            case DELIVERY -> DeliveryPaper.load(tx, json, companies.of(tx), source.id());
            case DUNNING_LETTER -> ReminderPaper.load(tx, json, source.id());
        };
    }

    private static Optional<Rendered> kept(Tx tx, Source source) {
        return tx.find(Rendered.class, KEPT, tx.company(), source.type().code(), source.id(), Templates.VERSION);
    }
}
