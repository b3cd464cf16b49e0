package erp.documents.renderdocument;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;

/** The templates, compiled with this function: pages as HTML ({@code src/main/jte}), mails as text ({@code src/main/jte-text}). */
@Singleton
final class Templates {

    /** Raised with every change of a template, of its words or of its fonts that shows: what was rendered before stays as it is. */
    static final int VERSION = 1;

    /** What somebody may have typed, and XML has no place for (XML 1.0, 2.2). */
    private static final Pattern NOT_XML = Pattern.compile("[^\\t\\n\\r\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]");

    private final TemplateEngine pages = compiled(ContentType.Html);
    private final TemplateEngine mails = compiled(ContentType.Plain);

    /** A document's pages. */
    String page(Paper paper) {
        return NOT_XML.matcher(fill(pages, paper.template() + ".jte", paper)).replaceAll("");
    }

    /** What a mail says that takes the document away. */
    String mail(Paper paper) {
        return fill(mails, paper.template() + "_mail.jte", paper).strip();
    }

    private static TemplateEngine compiled(ContentType type) {
        return TemplateEngine.createPrecompiled(null, type, Templates.class.getClassLoader(), Templates.class.getPackageName());
    }

    private static String fill(TemplateEngine engine, String name, Paper paper) {
        StringOutput out = new StringOutput(16_384);
        engine.render(name, paper, out);
        return out.toString();
    }
}
