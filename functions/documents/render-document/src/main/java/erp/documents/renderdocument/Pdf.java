package erp.documents.renderdocument;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PdfBoxRenderer;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.GregorianCalendar;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;

/**
 * Pages of a document as PDF. The same pages give the same bytes: the dates in the file are the document's own, and its identifiers
 * are made of what it says.
 *
 * @param bytes the file
 * @param pages how many it has
 */
record Pdf(byte[] bytes, int pages) {

    /** Lays out XHTML with the CSS in it; nothing is fetched from anywhere. */
    static Pdf of(String html, Paper paper) throws IOException {
        PdfRendererBuilder builder = new PdfRendererBuilder();
        builder.withHtmlContent(html, null);
        builder.useExternalResourceAccessControl((_, _) -> false, ExternalResourceControlPriority.RUN_BEFORE_RESOLVING_URI);
        font(builder, "LiberationSans-Regular", 400, FontStyle.NORMAL);
        font(builder, "LiberationSans-Bold", 700, FontStyle.NORMAL);
        try (PdfBoxRenderer renderer = builder.buildPdfRenderer(); PDDocument document = renderer.createPDFKeepOpen()) {
            document.setDocumentId(html.hashCode() * 31L + paper.title().hashCode());
            document.setDocumentInformation(information(paper));
            ByteArrayOutputStream out = new ByteArrayOutputStream(65_536);
            document.save(out);
            return new Pdf(out.toByteArray(), document.getNumberOfPages());
        }
    }

    private static PDDocumentInformation information(Paper paper) {
        PDDocumentInformation information = new PDDocumentInformation();
        information.setTitle(paper.title());
        information.setAuthor(paper.seller().name());
        information.setCreationDate(midnight(paper.date()));
        return information;
    }

    private static Calendar midnight(LocalDate date) {
        return GregorianCalendar.from(date.atStartOfDay(ZoneOffset.UTC));
    }

    private static void font(PdfRendererBuilder builder, String name, int weight, FontStyle style) {
        builder.useFont(() -> resource("/liberation/" + name + ".ttf"), "Liberation Sans", weight, style, true);
    }

    private static InputStream resource(String path) {
        return Pdf.class.getResourceAsStream(path);
    }
}
