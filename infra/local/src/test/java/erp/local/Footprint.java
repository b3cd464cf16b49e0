package erp.local;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What stands in the whole database, of all companies, in figures: how many rows each table has, and the sum of each of its columns
 * of numbers. So a row that is written twice shows, and so does a quantity, an amount or a version that is changed twice.
 */
record Footprint(Map<String, BigDecimal> figures) {

    /** Columns of numbers; a company's own number says nothing, and what the database counts by itself grows with each attempt. */
    private static final String COLUMNS = """
            select n.nspname || '.' || c.relname,
                   coalesce(string_agg(quote_ident(a.attname), ',') filter (where a.atttypid in (20, 21, 23, 1700) and a.attidentity = ''
                                       and a.attname <> 'company_id'), '')
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
              join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
             where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'public')
             group by 1 order by 1""";

    /** Takes it, as the superuser, whom no company's limits bind. */
    static Footprint of(String superuserUrl) {
        Map<String, BigDecimal> figures = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(superuserUrl); Statement statement = connection.createStatement()) {
            Map<String, List<String>> tables = new LinkedHashMap<>();
            try (ResultSet found = statement.executeQuery(COLUMNS)) {
                while (found.next()) {
                    tables.put(found.getString(1), found.getString(2).isEmpty() ? List.of() : List.of(found.getString(2).split(",")));
                }
            }
            for (Map.Entry<String, List<String>> table : tables.entrySet()) {
                List<String> sums = new ArrayList<>(List.of("count(*)"));
                table.getValue().forEach(column -> sums.add("coalesce(sum(" + column + "), 0)"));
                try (ResultSet found = statement.executeQuery("select " + String.join(", ", sums) + " from " + table.getKey())) {
                    found.next();
                    figures.put(table.getKey(), found.getBigDecimal(1));
                    for (int i = 0; i < table.getValue().size(); i++) {
                        figures.put(table.getKey() + "." + table.getValue().get(i), found.getBigDecimal(i + 2));
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new Footprint(figures);
    }

    /** What has grown since an earlier one, and by how much; empty where nothing has happened. */
    Map<String, BigDecimal> since(Footprint earlier) {
        Map<String, BigDecimal> grown = new TreeMap<>();
        figures.forEach((name, figure) -> {
            BigDecimal difference = figure.subtract(earlier.figures.get(name)).stripTrailingZeros();
            if (difference.signum() != 0) {
                grown.put(name, difference);
            }
        });
        return grown;
    }
}
