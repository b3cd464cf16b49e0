package erp.platform.queryplatform;

import erp.imports.ImportedRow;
import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
import erp.work.JsonText;
import erp.work.Tx;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.RequestBean;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Imports and their reports. */
@Controller
@Function(name = "query-platform")
class Imports {

    private static final String SELECT = """
            select i.id, i.kind, i.rows, i.created, i.unchanged, i.failed, case when i.created + i.unchanged + i.failed = i.rows then 'done'
                   when t.state in ('dead', 'cancelled') then 'stopped' else 'running' end as state, i.recorded_at, i.recorded_by, i.report
              from platform.imports i left join tasks.tasks t on t.company_id = i.company_id and t.id = i.id where i.company_id = ?""";
    private static final Listing<Row> LIST = Listing.of(Row.class, SELECT, "id", "-id");

    private final Work work;
    private final JsonText json;

    Imports(Work work, JsonText json) {
        this.work = work;
        this.json = json;
    }

    /** The imports, newest first unless sorted otherwise. */
    @Get("/api/v1/imports")
    Page<Row> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    /** One import with its report, row by row as far as it has come. */
    @Get("/api/v1/imports/{id}")
    Import get(@PathVariable UUID id) {
        return work.read(tx -> {
            Tx.Later<List<String>> parts = tx.later(String.class,
                    "select report::text from platform.import_parts where company_id = ? and import_id = ?", tx.company(), id);
            Stored stored = tx.get(Stored.class, SELECT + " and i.id = ?", tx.company(), id);
            return stored.with(Stream.concat(Stream.of(stored.report), parts.get().stream())
                    .flatMap(part -> Stream.of(json.read(ImportedRow[].class, part)))
                    .sorted(Comparator.comparing(ImportedRow::line)).toList());
        });
    }

    private record Stored(UUID id, String kind, int rows, int created, int unchanged, int failed, String state, Instant recordedAt,
                          UUID recordedBy, String report) {

        Import with(List<ImportedRow> all) {
            return new Import(id, kind, rows, created, unchanged, failed, state, recordedAt, recordedBy, all);
        }
    }

    /**
     * An import in the list, with the numbers of its rows.
     *
     * @param rows  all of them; those that are not counted beside it have not been reached yet
     * @param state {@code done}, {@code running}, or {@code stopped} when the task of a large one was cancelled or is dead
     */
    @Introspected
    record Row(UUID id, String kind, int rows, int created, int unchanged, int failed, String state, Instant recordedAt, UUID recordedBy) {
    }

    /** An import and what became of each row. */
    @Introspected
    record Import(UUID id, String kind, int rows, int created, int unchanged, int failed, String state, Instant recordedAt, UUID recordedBy,
                  List<ImportedRow> report) {
    }
}
