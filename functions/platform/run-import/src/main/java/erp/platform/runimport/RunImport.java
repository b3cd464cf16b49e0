package erp.platform.runimport;

import erp.csv.Csv;
import erp.imports.ImportRun;
import erp.imports.ImportTable;
import erp.imports.ImportedRow;
import erp.imports.ImportedRow.Result;
import erp.imports.Importer;
import erp.imports.Importers;
import erp.imports.LargeImport;
import erp.tasks.Outside;
import erp.tasks.Run;
import erp.work.JsonText;
import erp.work.Tx;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * A large table is brought in, part by part: rows, their report, and how far it has come are written in one transaction. So whatever
 * dies, the next attempt goes on where the last one has ended, and no row is reported twice. What is refused leaves the others as they
 * are. When somebody cancels it, what is in stays in; the same table imported again brings in the rest.
 */
@Singleton
class RunImport implements Outside<LargeImport> {

    private final Importers importers;
    private final JsonText json;

    RunImport(Importers importers, JsonText json) {
        this.importers = importers;
        this.json = json;
    }

    private record Stored(Importer.Kind kind, String locale, byte[] csv) {
    }

    @Override
    public Work.Handler<?> run(Run run, LargeImport args) {
        Optional<Stored> stored = run.work(tx -> tx.find(Stored.class,
                "select kind, locale, csv from platform.import_files where company_id = ? and id = ?", tx.company(), run.id()));
        stored.ifPresent(file -> bring(run, importers.of(file.kind), file));
        return tx -> {
            tx.write("delete from platform.import_files where company_id = ? and id = ?", tx.company(), run.id());
            return tx.get(Done.class, "select rows, created, unchanged, failed from platform.imports where company_id = ? and id = ?",
                    tx.company(), run.id());
        };
    }

    private <T> void bring(Run run, Importer<T> importer, Stored file) {
        ImportTable table = ImportTable.of(new String(file.csv, StandardCharsets.UTF_8), importer.columns());
        List<List<Csv.Row>> things = importer.things(table);
        while (run.work(tx -> part(tx, run.id(), importer, table, things, Locale.of(file.locale))) < things.size()) {
            run.checkpoint();
        }
    }

    /** Brings in the next things, as many as fit into a transaction; returns how many are in. */
    private <T> int part(Tx tx, UUID id, Importer<T> importer, ImportTable table, List<List<Csv.Row>> things, Locale locale) {
        int position = tx.get(Integer.class, "select position from platform.import_files where company_id = ? and id = ? for no key update",
                tx.company(), id);
        int next = Math.min(position + ImportRun.BATCH, things.size());
        if (next > position) {
            List<Csv.Row> rows = things.subList(position, next).stream().flatMap(List::stream).toList();
            List<ImportedRow> report = ImportRun.report(tx, importer, table.with(rows), locale, Duration.ZERO);
            tx.write("insert into platform.import_parts (company_id, import_id, position, report) values (?, ?, ?, ?::jsonb)",
                    tx.company(), id, position, json.of(report));
            tx.write("""
                    update platform.imports set created = created + ?, unchanged = unchanged + ?, failed = failed + ?
                     where company_id = ? and id = ?""",
                    Result.CREATED.count(report), Result.UNCHANGED.count(report), Result.FAILED.count(report), tx.company(), id);
            tx.write("update platform.import_files set position = ? where company_id = ? and id = ?", next, tx.company(), id);
        }
        return next;
    }

    /** What became of it. */
    @Introspected
    record Done(int rows, int created, int unchanged, int failed) {
    }
}
