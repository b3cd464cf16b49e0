package erp.platform.queryplatform;

import erp.csv.Csv;
import erp.partners.Language;
import erp.web.Function;
import erp.web.Problems;
import erp.work.Texts;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Every refusal, what it means and what to do about it: what the {@code type} of a problem points to. */
@Controller
@Function(name = "query-platform", open = true)
class ProblemList {

    private static final String ANY_OPERATION = "work";
    /** The operations that name a code among their refusals. */
    private static final Map<String, List<Operation>> OPERATIONS = Csv.resource(ProblemList.class, "refusals.csv").stream()
            .collect(Collectors.groupingBy(row -> row.get("code"),
                    Collectors.mapping(row -> new Operation(row.get("area"), row.get("operation")), Collectors.toList())));
    private static final List<Row> ALL = Csv.resource(ProblemList.class, "problems.csv").stream()
            .map(row -> Row.of(row.get("code"), Integer.parseInt(row.get("status")), row.get("area"))).toList();
    private static final ProblemPage PAGE = new ProblemPage(ALL);

    /**
     * All refusals, as a page for people or as a list for programs.
     *
     * @param language of the page; what the browser asks for when absent
     */
    @Get(value = "/api/problems", produces = {MediaType.APPLICATION_JSON, MediaType.TEXT_HTML})
    @ApiResponse(responseCode = "200", content = {
        @Content(mediaType = MediaType.APPLICATION_JSON, array = @ArraySchema(schema = @Schema(implementation = Row.class))),
        @Content(mediaType = MediaType.TEXT_HTML, schema = @Schema(type = "string"))})
    HttpResponse<?> problems(HttpRequest<?> request, @Nullable @QueryValue Language language) {
        boolean page = request.accept().stream().map(MediaType::getName).anyMatch(MediaType.TEXT_HTML::equals);
        Locale locale = language == null ? Problems.locale(request) : Locale.of(language.name());
        return (page ? PAGE.in(locale) : HttpResponse.ok(ALL).contentType(MediaType.APPLICATION_JSON_TYPE))
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT + ", " + HttpHeaders.ACCEPT_LANGUAGE)
                .header(HttpHeaders.CACHE_CONTROL, "public, max-age=3600");
    }

    /**
     * A refusal.
     *
     * @param area       the part of the system that it comes from
     * @param help       what it means for people, and what they can do about it
     * @param operations those that name it among their refusals; none where any operation may give it
     */
    @Introspected
    record Row(String code, int status, String area, Text title, Text help, List<Operation> operations) {

        private static Row of(String code, int status, String area) {
            return new Row(code, status, area, new Text(Texts.title(code, Locale.GERMAN), Texts.title(code, Locale.ENGLISH)),
                    new Text(Texts.help(code, Locale.GERMAN), Texts.help(code, Locale.ENGLISH)),
                    area.equals(ANY_OPERATION) ? List.of() : OPERATIONS.getOrDefault(code, List.of()));
        }
    }

    /** A text in both languages. */
    @Introspected
    record Text(String de, String en) {

        String in(Locale locale) {
            return locale.getLanguage().equals("de") ? de : en;
        }
    }

    /**
     * An operation of the API.
     *
     * @param id its {@code operationId} in the API's description
     */
    @Introspected
    record Operation(String area, String id) {
    }
}
