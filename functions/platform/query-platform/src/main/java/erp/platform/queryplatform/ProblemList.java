package erp.platform.queryplatform;

import erp.csv.Csv;
import erp.web.Function;
import erp.work.Texts;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Every refusal with its status and its titles: what the {@code type} of a problem points to. */
@Controller
@Function(name = "query-platform", open = true)
class ProblemList {

    private static final List<Row> ALL = Csv.resource(ProblemList.class, "problems.csv").stream()
            .map(row -> new Row(row.get("code"), Integer.parseInt(row.get("status")), new Title(
                    Texts.title(row.get("code"), Locale.GERMAN), Texts.title(row.get("code"), Locale.ENGLISH)))).toList();
    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Problems · Probleme</title>
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
            table { border-collapse: collapse; width: 100%% } th, td { border-bottom: 1px solid #ddd; padding: .4rem; text-align: left }
            :target { background: #fff3b0 } a { color: inherit }
            </style>
            </head>
            <body>
            <h1>Problems · Probleme</h1>
            <p>Every answer other than success is an <code>application/problem+json</code> (RFC 9457) with one of these codes.<br>
            <span lang="de">Jede Antwort außer Erfolg ist ein <code>application/problem+json</code> mit einem dieser Codes.</span></p>
            <table>
            <tr><th>Code</th><th>Status</th><th>English</th><th>Deutsch</th></tr>
            %s
            </table>
            </body>
            </html>
            """;

    /** All refusals, as a page for people or as a list for programs. */
    @Get(value = "/api/problems", produces = {MediaType.APPLICATION_JSON, MediaType.TEXT_HTML})
    @ApiResponse(responseCode = "200", content = {
        @Content(mediaType = MediaType.APPLICATION_JSON, array = @ArraySchema(schema = @Schema(implementation = Row.class))),
        @Content(mediaType = MediaType.TEXT_HTML, schema = @Schema(type = "string"))})
    HttpResponse<?> problems(HttpRequest<?> request) {
        boolean page = request.accept().stream().map(MediaType::getName).anyMatch(MediaType.TEXT_HTML::equals);
        return (page ? HttpResponse.ok(html()).contentType(MediaType.of("text/html; charset=utf-8"))
                        .header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
                : HttpResponse.ok(ALL).contentType(MediaType.APPLICATION_JSON_TYPE))
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT).header(HttpHeaders.CACHE_CONTROL, "public, max-age=3600");
    }

    private static String html() {
        return PAGE.formatted(ALL.stream().map(row -> """
                <tr id="%1$s"><td><a href="#%1$s"><code>%1$s</code></a></td><td>%2$d</td><td>%3$s</td><td lang="de">%4$s</td></tr>"""
                .formatted(row.code, row.status, escape(row.title.en), escape(row.title.de))).collect(Collectors.joining("\n")));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    /** A refusal. */
    @Introspected
    record Row(String code, int status, Title title) {
    }

    /** The short text of a refusal. */
    @Introspected
    record Title(String de, String en) {
    }
}
