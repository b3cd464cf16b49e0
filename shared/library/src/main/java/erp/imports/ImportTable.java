package erp.imports;

import erp.csv.Csv;
import erp.platform.PlatformCode;
import erp.work.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A table somebody wants to import: comma- or semicolon-separated, with a header of known columns in any order.
 *
 * @param header       the columns
 * @param decimalComma whether decimals may have a comma, as they have where semicolons separate
 * @param rows         what follows the header, but for empty lines
 */
public record ImportTable(List<String> header, boolean decimalComma, List<Csv.Row> rows) {

    /** A table has at most as many rows. */
    public static final int MOST_ROWS = 200_000;
    /** A table with more lines is brought in in the background. */
    private static final int LARGE = 5_000;

    /**
     * Reads a table.
     *
     * @param known the columns there may be
     * @throws Refusal 422 {@code csv_unreadable}, {@code unknown_column}, {@code column_twice}, {@code too_many_rows}
     */
    public static ImportTable of(String csv, List<String> known) {
        String text = csv.startsWith("\uFEFF") ? csv.substring(1) : csv;
        String first = text.lines().findFirst().orElse("");
        boolean semicolon = first.indexOf(';') >= 0;
        List<Csv.Row> records = records(text, semicolon ? ';' : ',');
        if (records.isEmpty()) {
            throw new Refusal(PlatformCode.CSV_UNREADABLE);
        }
        List<String> header = records.getFirst().fields().stream().map(String::strip).toList();
        Set<String> seen = new HashSet<>();
        for (String column : header) {
            if (!known.contains(column)) {
                throw new Refusal(PlatformCode.UNKNOWN_COLUMN, column, String.join(", ", known));
            }
            if (!seen.add(column)) {
                throw new Refusal(PlatformCode.COLUMN_TWICE, column);
            }
        }
        List<Csv.Row> rows = records.subList(1, records.size()).stream().filter(row -> !row.fields().stream().allMatch(String::isBlank))
                .toList();
        if (rows.size() > MOST_ROWS) {
            throw new Refusal(PlatformCode.TOO_MANY_ROWS, MOST_ROWS, rows.size());
        }
        return new ImportTable(header, semicolon, rows);
    }

    /** Whether a table is too long to be brought in while somebody waits. */
    public static boolean isLarge(String csv) {
        return csv.lines().skip(LARGE + 1L).findAny().isPresent();
    }

    /** Some of its rows. */
    public ImportTable with(List<Csv.Row> some) {
        return new ImportTable(header, decimalComma, some);
    }

    private static List<Csv.Row> records(String text, char separator) {
        try {
            return new ArrayList<>(Csv.records(text, separator));
        } catch (IllegalArgumentException e) {
            throw new Refusal(PlatformCode.CSV_UNREADABLE);
        }
    }

    /**
     * What a row says, by column; empty fields say nothing.
     *
     * @throws Refusal 422 {@code row_fields} where it does not fit the header
     */
    public Map<String, String> values(Csv.Row row) {
        if (row.fields().size() != header.size()) {
            throw new Refusal(PlatformCode.ROW_FIELDS, row.fields().size(), header.size());
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < header.size(); i++) {
            if (!row.fields().get(i).isBlank()) {
                values.put(header.get(i), row.fields().get(i).strip());
            }
        }
        return values;
    }

    /** A row's field as it stands there, as far as there is one. */
    public String field(Csv.Row row, String column) {
        int index = header.indexOf(column);
        String field = index < 0 || index >= row.fields().size() ? "" : row.fields().get(index).strip();
        return field.isEmpty() ? null : field;
    }
}
