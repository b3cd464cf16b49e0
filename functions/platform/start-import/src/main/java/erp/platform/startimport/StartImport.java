package erp.platform.startimport;

import com.fasterxml.jackson.databind.ObjectMapper;
import erp.platform.ImportTable;
import erp.platform.ImportedRow;
import erp.platform.ImportedRow.Result;
import erp.security.Permissions;
import erp.web.Function;
import erp.web.Problems;
import erp.work.Call;
import erp.work.Identified;
import erp.work.Ids;
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
 * <p>Refused: 403 {@code forbidden} without the permission to create such things one by one; 422 {@code csv_unreadable},
 * {@code unknown_column}, {@code column_twice}, {@code too_many_rows}.
 */
@Controller
@Function(name = "start-import")
class StartImport {

    private final Work work;
    private final Permissions permissions;
    private final List<Importer<?>> importers;
    private final ObjectMapper json;
    private final Duration longest;

    StartImport(Work work, Permissions permissions, List<Importer<?>> importers, ObjectMapper json,
            @Value("${erp.imports.longest}") Duration longest) {
        this.work = work;
        this.permissions = permissions;
        this.importers = importers;
        this.json = json;
        this.longest = longest;
    }

    @Post("/api/v1/imports")
    @Status(HttpStatus.CREATED)
    HttpResponse<Response> start(HttpRequest<?> http, @Body Request request) {
        permissions.check(Call.current().caller(), request.kind.function());
        Importer<?> importer = importers.stream().filter(one -> one.kind() == request.kind).findFirst().orElseThrow();
        Locale locale = Problems.locale(http);
        return work.once(request, tx -> {
            ImportTable table = ImportTable.of(request.csv, importer.columns());
            return write(tx, Response.of(request.kind, ImportRun.report(tx, importer, table, locale, longest)));
        });
    }

    private Response write(Tx tx, Response done) {
        tx.write("""
                insert into platform.imports (company_id, id, kind, rows, created, unchanged, failed, report)
                values (?, ?, lower(?), ?, ?, ?, ?, ?::jsonb)""",
                tx.company(), done.id, done.kind, done.rows, done.created, done.unchanged, done.failed, text(done.report));
        return done;
    }

    private String text(List<ImportedRow> report) {
        return json.valueToTree(report).toString();
    }

    /**
     * The table.
     *
     * @param csv at most 5,000 rows after a header of column names, separated by commas or semicolons
     */
    @Introspected
    record Request(Importer.Kind kind, @Size(max = 5_000_000) String csv) {
    }

    /** What became of it, row by row. */
    @Introspected
    record Response(UUID id, Importer.Kind kind, int rows, int created, int unchanged, int failed,
            List<ImportedRow> report) implements Identified {

        static Response of(Importer.Kind kind, List<ImportedRow> report) {
            return new Response(Ids.next(), kind, report.size(), count(report, Result.CREATED), count(report, Result.UNCHANGED),
                    count(report, Result.FAILED), report);
        }

        private static int count(List<ImportedRow> report, Result result) {
            return Math.toIntExact(report.stream().filter(row -> row.result() == result).count());
        }
    }
}
