package erp.documents.renderdocument;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PdfBoxRenderer;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.util.XRLog;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.GregorianCalendar;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;

/**
 * Pages of a document as PDF/A-3u, to be kept for as long as the law wants (ISO 19005-3). The same pages give the same bytes: the date
 * in the file is the document's own, and its identifier is made of what it says.
 *
 * @param bytes the file
 * @param pages how many it has
 */
record Pdf(byte[] bytes, int pages) {

    static {
        // It would tell at length what it does with each page.
        XRLog.setLoggingEnabled(false);
    }

    /**
     * Lays out XHTML with the CSS in it; nothing is fetched from anywhere.
     *
     * @param date the document's
     */
    static Pdf of(String html, LocalDate date) throws IOException {
        PdfRendererBuilder builder = new PdfRendererBuilder();
        builder.withHtmlContent(html, null);
        builder.useExternalResourceAccessControl((_, _) -> false, ExternalResourceControlPriority.RUN_BEFORE_RESOLVING_URI);
        builder.usePdfAConformance(PdfRendererBuilder.PdfAConformance.PDFA_3_U);
        builder.useColorProfile(ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData());
        font(builder, "LiberationSans-Regular", 400);
        font(builder, "LiberationSans-Bold", 700);
        builder.usePDDocument(new Dated(date));
        try (PdfBoxRenderer renderer = builder.buildPdfRenderer(); PDDocument document = renderer.createPDFKeepOpen()) {
            document.setDocumentId((long) html.hashCode());
            ByteArrayOutputStream out = new ByteArrayOutputStream(65_536);
            document.save(out);
            return new Pdf(out.toByteArray(), document.getNumberOfPages());
        }
    }

    private static void font(PdfRendererBuilder builder, String name, int weight) {
        builder.useFont(() -> Pdf.class.getResourceAsStream("/liberation/" + name + ".ttf"), "Liberation Sans", weight, FontStyle.NORMAL,
                true);
    }

    /** A file that says the day of its document where others say the time at which they were written. */
    private static final class Dated extends PDDocument {

        private final Calendar day;

        Dated(LocalDate date) {
            day = GregorianCalendar.from(date.atStartOfDay(ZoneOffset.UTC));
        }

        @Override
        public void setDocumentInformation(PDDocumentInformation information) {
            information.setCreationDate(day);
            super.setDocumentInformation(information);
        }
    }
}
