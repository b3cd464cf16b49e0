package erp.platform.startimport;

import erp.imports.ImportRun;
import erp.imports.ImportTable;
import erp.imports.ImportedRow;
import erp.imports.ImportedRow.Result;
import erp.imports.Importer;
import erp.imports.Importers;
import erp.imports.LargeImport;
import erp.security.Permissions;
import erp.tasks.Tasks;
import erp.web.Function;
import erp.web.Problems;
import erp.work.Call;
import erp.work.Identified;
import erp.work.Ids;
import erp.work.JsonText;
import erp.work.Keeping;
import erp.work.Tx;
import erp.work.Work;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import jakarta.validation.constraints.Size;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * A table of partners, products, stock or orders is brought in, row by row: a row that is refused leaves the others as they are, and
 * the report says for each what became of it. Repeating is safe, with the same key or another: a row whose external id is known is
 * left alone. What a slow machine does not reach in time is reported as such, and comes in with the next import. Text stays text, also
 * where it looks like a formula.
 *
 * <p>A table of more than 5,000 lines is only looked at and stored: 202 tells that the task under {@code Location} brings it in, and the
 * import of the same id how far it has come.
 *
 * <p>Refused: 403 {@code forbidden} without the permission to create such things one by one; 422 {@code csv_unreadable},
 * {@code unknown_column}, {@code column_twice}, {@code too_many_rows}.
 */
@Controller
@Function(name = "start-import")
class StartImport {

    private final Work work;
    private final Permissions permissions;
    private final Importers importers;
    private final Tasks tasks;
    private final JsonText json;
    private final Duration longest;

    StartImport(Work work, Permissions permissions, Importers importers, Tasks tasks, JsonText json,
            @Value("${erp.imports.longest}") Duration longest) {
        this.work = work;
        this.permissions = permissions;
        this.importers = importers;
        this.tasks = tasks;
        this.json = json;
        this.longest = longest;
    }

    @Post("/api/v1/imports")
    @Status(HttpStatus.CREATED)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true)
    HttpResponse<Response> start(HttpRequest<?> http, @Body Request request) {
        permissions.check(Call.current().caller(), request.kind.function());
        Importer<?> importer = importers.of(request.kind);
        Locale locale = Problems.locale(http);
        boolean large = ImportTable.isLarge(request.csv);
        return work.once(large ? Call.current().accepted() : Call.current(), Keeping.PLAIN, request, tx -> {
            ImportTable table = ImportTable.of(request.csv, importer.columns());
            return large ? later(tx, request, table.rows().size(), locale)
                    : write(tx, Response.of(request.kind, ImportRun.report(tx, importer, table, locale, longest)));
        });
    }

    private Response later(Tx tx, Request request, int rows, Locale locale) {
        Response begun = write(tx, new Response(tasks.enqueue(tx, new LargeImport(request.kind, rows)), request.kind, rows, 0, 0, 0,
                List.of()));
        tx.write("insert into platform.import_files (company_id, id, kind, locale, csv) values (?, ?, lower(?), ?, ?)", tx.company(),
                begun.id, begun.kind, locale.getLanguage(), request.csv.getBytes(StandardCharsets.UTF_8));
        return begun;
    }

    private Response write(Tx tx, Response done) {
        tx.write("""
                insert into platform.imports (company_id, id, kind, rows, created, unchanged, failed, report)
                values (?, ?, lower(?), ?, ?, ?, ?, ?::jsonb)""",
                tx.company(), done.id, done.kind, done.rows, done.created, done.unchanged, done.failed, json.of(done.report));
        return done;
    }

    /**
     * The table.
     *
     * @param csv at most 200,000 rows after a header of column names, separated by commas or semicolons
     */
    @Introspected
    record Request(Importer.Kind kind, @Size(max = 10_000_000) String csv) {
    }

    /**
     * What became of it, row by row: of a large table nothing yet.
     *
     * @param id of the import, and of its task
     */
    @Introspected
    record Response(UUID id, Importer.Kind kind, int rows, int created, int unchanged, int failed,
            List<ImportedRow> report) implements Identified {

        static Response of(Importer.Kind kind, List<ImportedRow> report) {
            return new Response(Ids.next(), kind, report.size(), Result.CREATED.count(report), Result.UNCHANGED.count(report),
                    Result.FAILED.count(report), report);
        }
    }
}
