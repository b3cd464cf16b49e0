package erp.csv;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Comma-separated tables by RFC 4180: the first line names the columns, quoted fields may hold anything. */
public final class Csv {

    /**
     * One record of a table.
     *
     * @param line the line it begins on; the first is 1
     */
    public record Row(int line, List<String> fields) {
    }

    private Csv() {
    }

    /** The rows of a file beside a class, in UTF-8, each as column to value. */
    public static List<Map<String, String>> resource(Class<?> beside, String name) {
        try (InputStream stream = beside.getResourceAsStream(name)) {
            return rows(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of a table, each as column to value; throws IllegalArgumentException where it is not one. */
    public static List<Map<String, String>> rows(String text) {
        List<Row> records = records(text, ',');
        if (records.isEmpty()) {
            throw new IllegalArgumentException("the header is missing");
        }
        List<String> header = records.getFirst().fields;
        List<Map<String, String>> rows = new ArrayList<>();
        for (Row record : records.subList(1, records.size())) {
            List<String> fields = record.fields;
            if (fields.size() != header.size()) {
                throw new IllegalArgumentException("row " + (rows.size() + 2) + " has " + fields.size() + " fields, not " + header.size());
            }
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < fields.size(); i++) {
                row.put(header.get(i), fields.get(i));
            }
            rows.add(row);
        }
        return rows;
    }

    /**
     * The records of a table, the header among them, with fields separated by commas or by something else.
     *
     * @throws IllegalArgumentException where a quoted field does not end
     */
    public static List<Row> records(String text, char separator) {
        List<Row> records = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        int line = 1;
        int begin = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            line += c == '\n' ? 1 : 0;
            if (quoted && c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                field.append(c);
                i++;
            } else if (c == '"' && (quoted || field.isEmpty())) {
                // Only a field that begins with it is quoted; anywhere else it is a character like others.
                quoted = !quoted;
            } else if (quoted || c != separator && c != '\n' && c != '\r') {
                field.append(c);
            } else if (c != '\r') {
                fields.add(field.toString());
                field.setLength(0);
                if (c == '\n') {
                    records.add(new Row(begin, List.copyOf(fields)));
                    fields.clear();
                    begin = line;
                }
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("a quoted field does not end");
        }
        if (!field.isEmpty() || !fields.isEmpty()) {
            fields.add(field.toString());
            records.add(new Row(begin, List.copyOf(fields)));
        }
        return records;
    }
}
