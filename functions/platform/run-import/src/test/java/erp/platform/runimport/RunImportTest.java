package erp.platform.runimport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.imports.ImportedRow;
import erp.imports.ImportedRow.Result;
import erp.imports.Importer;
import erp.imports.LargeImport;
import erp.security.Caller;
import erp.tasks.Tasks;
import erp.testing.Fixtures;
import erp.testing.TaskRuns;
import erp.testing.TestConfiguration;
import erp.work.JsonText;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class RunImportTest {

    private static final int ROWS = 20_000;

    @Inject
    Fixtures fixtures;
    @Inject
    TaskRuns runs;
    @Inject
    Tasks tasks;
    @Inject
    JsonText json;
    private Caller admin;

    @BeforeEach
    void company() {
        admin = fixtures.company();
    }

    /** One in a thousand is wrong, and the last hundred have come before. */
    private static String products() {
        return "number,name,externalId,unit,taxClass\n" + IntStream.range(0, ROWS)
                .map(i -> i < ROWS - 100 ? i : i - ROWS + 101)
                .mapToObj(i -> "P%1$d,Käse %1$d,X%1$d,%2$s,standard\n".formatted(i, i % 1000 == 0 ? "no unit" : "C62"))
                .collect(Collectors.joining());
    }

    @Test
    void whatEndsInTheMiddleGoesOnWhereItEndedAndReportsEachRowOnce() throws SQLException {
        UUID id = stored(Importer.Kind.PRODUCTS, products(), ROWS);
        asSuperuser("create function test_breaks() returns trigger language plpgsql as $$ begin raise 'the cable is pulled'; end $$",
                "create trigger breaks before insert on platform.import_parts for each row when (new.position = 10000) "
                        + "execute function test_breaks()");
        assertEquals("delayed", runs.attempt(admin, id).state());
        assertEquals("10000 20000 9990 0 10", progress(id));
        assertEquals(10_000, report(id).size());
        asSuperuser("drop trigger breaks on platform.import_parts", "drop function test_breaks");
        hurry();
        TaskRuns.Row done = runs.attempt(admin, id);
        assertEquals("done", done.state(), done::toString);
        assertEquals("{\"rows\": 20000, \"failed\": 20, \"created\": 19880, \"unchanged\": 100}", done.result());
        List<ImportedRow> report = report(id);
        assertEquals(IntStream.rangeClosed(2, ROWS + 1).boxed().toList(), report.stream().map(ImportedRow::line).toList());
        assertEquals("2 X0 FAILED", report.getFirst().line() + " " + report.getFirst().externalId() + " " + report.getFirst().result());
        assertEquals(100, Result.UNCHANGED.count(report));
        assertEquals(19_880L, fixtures.value(admin, Long.class,
                "select count(distinct external_id) from products.products where company_id = ?", admin.company()));
        assertEquals("19880 0", fixtures.value(admin, String.class, """
                select (select count(*) from products.products where company_id = ?) || ' '
                    || (select count(*) from platform.import_files where company_id = ?)""", admin.company(), admin.company()));
    }

    /** Lines of one order may be far apart. */
    @Test
    void anOrderComesInAsAWhole() {
        UUID partner = fixtures.customer(admin, "Kunde", "DE");
        fixtures.product(admin, "P1", "5.00");
        int number = fixtures.value(admin, Integer.class, "select customer_number from partners.partners where company_id = ? and id = ?",
                admin.company(), partner);
        List<String> lines = Stream.concat(IntStream.range(0, 250).mapToObj(i -> i), Stream.of(0, 249))
                .map(i -> "O%d,%d,2026-02-01,P1,1".formatted(i, number)).toList();
        UUID id = stored(Importer.Kind.ORDERS, "externalId,partner,orderDate,product,quantity\n" + String.join("\n", lines), 252);
        assertEquals("done", runs.attempt(admin, id).state());
        assertEquals(252, Result.CREATED.count(report(id)));
        assertEquals(IntStream.rangeClosed(2, 253).boxed().toList(), report(id).stream().map(ImportedRow::line).toList());
        assertEquals("250 252", fixtures.value(admin, String.class, """
                select count(distinct o.id) || ' ' || count(*) from sales.orders o
                  join sales.order_lines l on l.company_id = o.company_id and l.order_id = o.id where o.company_id = ?""",
                admin.company()));
    }

    @Test
    void aTableWithoutRowsAndOneThatIsInAlreadyAreDone() {
        UUID empty = stored(Importer.Kind.PRODUCTS, "number,name\n", 0);
        assertEquals("done", runs.attempt(admin, empty).state());
        fixtures.in(admin, tx -> {
            tx.write("update tasks.tasks set state = 'ready', ended_at = null where company_id = ? and id = ?", tx.company(), empty);
            return null;
        });
        assertEquals("{\"rows\": 0, \"failed\": 0, \"created\": 0, \"unchanged\": 0}", runs.attempt(admin, empty).result());
    }

    @Test
    void itSpeaksTheLanguageOfWhoeverStartedIt() {
        UUID id = stored(Importer.Kind.PRODUCTS, "number,name,externalId,unit,taxClass\nP1,,X1,C62,standard\n", 1);
        fixtures.in(admin, tx -> {
            tx.write("update platform.import_files set locale = 'de' where company_id = ? and id = ?", tx.company(), id);
            return null;
        });
        runs.attempt(admin, id);
        assertTrue(report(id).getFirst().detail().contains("erforderlich"), () -> report(id).toString());
    }

    /** As start-import stores it. */
    private UUID stored(Importer.Kind kind, String csv, int rows) {
        return fixtures.in(admin, tx -> {
            UUID id = tasks.enqueue(tx, new LargeImport(kind, rows));
            tx.write("""
                    insert into platform.imports (company_id, id, kind, rows, created, unchanged, failed, report)
                    values (?, ?, ?, ?, 0, 0, 0, '[]')""", tx.company(), id, kind.name().toLowerCase(Locale.ROOT), rows);
            tx.write("insert into platform.import_files (company_id, id, kind, locale, csv) values (?, ?, ?, 'en', ?)", tx.company(), id,
                    kind.name().toLowerCase(Locale.ROOT), csv.getBytes(StandardCharsets.UTF_8));
            return id;
        });
    }

    private String progress(UUID id) {
        return fixtures.value(admin, String.class, """
                select concat_ws(' ', f.position, i.rows, i.created, i.unchanged, i.failed) from platform.imports i
                  join platform.import_files f on f.company_id = i.company_id and f.id = i.id where i.company_id = ? and i.id = ?""",
                admin.company(), id);
    }

    private List<ImportedRow> report(UUID id) {
        return fixtures.in(admin, tx -> tx.list(String.class,
                "select report::text from platform.import_parts where company_id = ? and import_id = ?", tx.company(), id)).stream()
                .flatMap(part -> Stream.of(json.read(ImportedRow[].class, part))).sorted(Comparator.comparing(ImportedRow::line)).toList();
    }

    private void hurry() {
        fixtures.in(admin, tx -> {
            tx.write("update tasks.tasks set state = 'ready' where company_id = ? and state = 'delayed'", tx.company());
            return null;
        });
    }

    private static void asSuperuser(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(TestConfiguration.database().superuserUrl());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
