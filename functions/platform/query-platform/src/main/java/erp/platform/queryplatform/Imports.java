package erp.platform.queryplatform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import erp.platform.ImportedRow;
import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.RequestBean;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Imports and their reports. */
@Controller
@Function(name = "query-platform")
class Imports {

    private static final String COLUMNS = "id, kind, rows, created, unchanged, failed, recorded_at, recorded_by";
    private static final Listing<Row> LIST = Listing.of(Row.class, "select " + COLUMNS + " from platform.imports where company_id = ?",
            "id", "-id");

    private final Work work;
    private final ObjectMapper json;

    Imports(Work work, ObjectMapper json) {
        this.work = work;
        this.json = json;
    }

    /** The imports, newest first unless sorted otherwise. */
    @Get("/api/v1/imports")
    Page<Row> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    /** One import with its report, row by row. */
    @Get("/api/v1/imports/{id}")
    Import get(@PathVariable UUID id) throws JsonProcessingException {
        Stored stored = work.read(tx -> tx.get(Stored.class,
                "select " + COLUMNS + ", report::text from platform.imports where company_id = ? and id = ?", tx.company(), id));
        return new Import(stored.id, stored.kind, stored.rows, stored.created, stored.unchanged, stored.failed, stored.recordedAt,
                stored.recordedBy, List.of(json.readValue(stored.report, ImportedRow[].class)));
    }

    private record Stored(UUID id, String kind, int rows, int created, int unchanged, int failed, Instant recordedAt, UUID recordedBy,
                          String report) {
    }

    /** An import in the list, with the numbers of its rows. */
    @Introspected
    record Row(UUID id, String kind, int rows, int created, int unchanged, int failed, Instant recordedAt, UUID recordedBy) {
    }

    /** An import and what became of each row. */
    @Introspected
    record Import(UUID id, String kind, int rows, int created, int unchanged, int failed, Instant recordedAt, UUID recordedBy,
                  List<ImportedRow> report) {
    }
}
