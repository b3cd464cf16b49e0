package erp.platform.queryplatform;

import erp.platform.queryplatform.ProblemList.Row;
import erp.security.Sha256;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;
import java.util.stream.Collectors;

/** The list of refusals as a page for people: by area, to be filtered, in German or English, and of nothing but itself. */
final class ProblemPage {

    private static final String STYLE = resource("problems.css");
    private static final String SCRIPT = resource("problems.js");
    /** Nothing is loaded, and only this style and this script count. */
    private static final String POLICY = "default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'; "
            .formatted(hash(STYLE), hash(SCRIPT)) + "frame-ancestors 'none'";

    private final Map<String, String> pages;

    ProblemPage(List<Row> rows) {
        pages = Map.of("de", page("problems_de.html", rows, Locale.GERMAN), "en", page("problems_en.html", rows, Locale.ENGLISH));
    }

    MutableHttpResponse<String> in(Locale locale) {
        return HttpResponse.ok(pages.get(locale.getLanguage())).contentType(MediaType.of("text/html; charset=utf-8"))
                .header("Content-Security-Policy", POLICY).header(HttpHeaders.CONTENT_LANGUAGE, locale.getLanguage());
    }

    private static String page(String resource, List<Row> rows, Locale locale) {
        String page = resource(resource).replace("{style}", STYLE).replace("{script}", SCRIPT);
        for (Map.Entry<String, List<Row>> area : rows.stream().collect(Collectors.groupingBy(Row::area)).entrySet()) {
            page = page.replace("{" + area.getKey() + "}",
                    area.getValue().stream().map(row -> article(row, locale)).collect(Collectors.joining("\n")));
        }
        return page;
    }

    private static String article(Row row, Locale locale) {
        String operations = row.operations().stream().map(operation -> "<a href=\"/api/docs#/%s/%s\">%s</a>"
                .formatted(operation.area(), operation.id(), operation.id())).collect(Collectors.joining(", "));
        return """
                <article id="%1$s">
                <div><h3>%3$s</h3><span class="code">%2$d <a href="#%1$s"><code>%1$s</code></a></span></div>
                <p>%4$s</p>%5$s
                </article>""".formatted(row.code(), row.status(), escape(row.title().in(locale)), escape(row.help().in(locale)),
                operations.isEmpty() ? "" : "\n<p class=\"operations\">" + operations + "</p>");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static String hash(String text) {
        return "sha256-" + Base64.getEncoder().encodeToString(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String resource(String name) {
        try (Scanner text = new Scanner(ProblemPage.class.getResourceAsStream(name), StandardCharsets.UTF_8)) {
            return text.useDelimiter("\\A").next();
        }
    }
}
