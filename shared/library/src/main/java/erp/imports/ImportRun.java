package erp.imports;

import erp.csv.Csv;
import erp.imports.ImportedRow.Result;
import erp.platform.PlatformCode;
import erp.work.Refusal;
import erp.work.Texts;
import erp.work.Tx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * An import under way. What is refused takes nothing else with it: things are brought in by batches, and a batch with a refusal is
 * taken back and brought in by halves, until the refused one is alone. (A savepoint for each row would cost PostgreSQL more with each
 * further row.)
 */
public final class ImportRun<T> {

    /** How many things are brought in together. */
    public static final int BATCH = 100;

    private final Tx tx;
    private final Importer<T> importer;
    private final ImportTable table;
    private final Locale locale;
    private final List<ImportedRow> report = new ArrayList<>();

    private ImportRun(Tx tx, Importer<T> importer, ImportTable table, Locale locale) {
        this.tx = tx;
        this.importer = importer;
        this.table = table;
        this.locale = locale;
    }

    private record Thing<T>(List<Csv.Row> rows, T value) {
    }

    /**
     * Brings a table in.
     *
     * @param locale  the language of the report
     * @param longest after this time no further batch is begun, but the first: a transaction lives shortly, and what is left comes in
     *                with the next import
     * @return the report, in the order of the rows
     */
    public static <T> List<ImportedRow> report(Tx tx, Importer<T> importer, ImportTable table, Locale locale, Duration longest) {
        ImportRun<T> run = new ImportRun<>(tx, importer, table, locale);
        long start = System.nanoTime();
        List<Thing<T>> things = run.withoutKnown(run.read());
        for (int i = 0; i < things.size(); i += BATCH) {
            List<Thing<T>> batch = things.subList(i, Math.min(i + BATCH, things.size()));
            if (i == 0 || System.nanoTime() - start < longest.toNanos()) {
                run.bring(batch);
            } else {
                batch.forEach(thing -> run.failed(thing.rows, new Refusal(PlatformCode.ROW_NOT_REACHED)));
            }
        }
        run.report.sort(Comparator.comparing(ImportedRow::line));
        return run.report;
    }

    private List<Thing<T>> read() {
        List<Thing<T>> things = new ArrayList<>();
        for (List<Csv.Row> rows : importer.things(table)) {
            tx.attempt(() -> things.add(new Thing<>(rows, importer.read(table, rows)))).ifPresent(why -> failed(rows, why));
        }
        return things;
    }

    /** What is there already is found at once, so that an import that comes again reaches what is new. */
    private List<Thing<T>> withoutKnown(List<Thing<T>> things) {
        Set<String> known = new HashSet<>(importer.known(tx, things.stream().map(thing -> externalId(thing.rows.getFirst())).toList()));
        List<Thing<T>> fresh = new ArrayList<>();
        for (Thing<T> thing : things) {
            if (known.contains(externalId(thing.rows.getFirst()))) {
                done(thing, Result.UNCHANGED);
            } else {
                fresh.add(thing);
            }
        }
        return fresh;
    }

    private void bring(List<Thing<T>> things) {
        List<Boolean> created = new ArrayList<>();
        Optional<Refusal> refusal = tx.attempt(() -> things.forEach(thing -> created.add(importer.bring(tx, thing.value))));
        if (refusal.isEmpty()) {
            for (int i = 0; i < things.size(); i++) {
                done(things.get(i), created.get(i) ? Result.CREATED : Result.UNCHANGED);
            }
        } else if (things.size() == 1) {
            failed(things.getFirst().rows, refusal.get());
        } else {
            bring(things.subList(0, things.size() / 2));
            bring(things.subList(things.size() / 2, things.size()));
        }
    }

    private void done(Thing<T> thing, Result result) {
        thing.rows.forEach(row -> report.add(new ImportedRow(row.line(), externalId(row), result, null, null, null)));
    }

    private void failed(List<Csv.Row> rows, Refusal why) {
        Refusal.Field field = why.fields().isEmpty() ? new Refusal.Field("/", why.code(), why.args()) : why.fields().getFirst();
        String column = field.pointer().substring(field.pointer().lastIndexOf('/') + 1).replace("productId", "product");
        String code = field.code().code();
        rows.forEach(row -> report.add(new ImportedRow(row.line(), externalId(row), Result.FAILED, code, column.isEmpty() ? null : column,
                Texts.detail(code, locale, field.args()))));
    }

    private String externalId(Csv.Row row) {
        return table.field(row, "externalId");
    }
}
