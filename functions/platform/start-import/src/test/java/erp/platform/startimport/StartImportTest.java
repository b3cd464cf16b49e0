package erp.platform.startimport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import io.micronaut.context.annotation.Property;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
@Property(name = "erp.imports.longest", value = "1s")
class StartImportTest {

    private static final String PARTNERS = """
            externalId;customer;supplier;name;street;postalCode;city;country;vatId;creditLimit
            A1;true;;"Käse & ""Wein"" GmbH";Allee 1;20095;Hamburg;DE;;1000,50
            A2;true;true;=HYPERLINK("x");Allee 2;;Wien;AT;ATU12345678;
            A3;true;;Falsch GmbH;Allee 3;20095;Hamburg;DE;DE123;
            ;true;;Namenlos GmbH;Allee 4;20095;Hamburg;DE;;
            A5;true;;Zu viel;Allee 5;20095;Hamburg;DE;;;;
            A6;ja;;Rolle GmbH;Allee 6;20095;Hamburg;DE;;
            A7;true;;;Allee 7;20095;Hamburg;DE;;
            A8;true;;"Zwei
            Zeilen GmbH";Allee 8;20095;Hamburg;DE;;abc
            A9;;true;Zuletzt GmbH;Allee 9;20095;Hamburg;DE;;
            """;

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    ObjectMapper json;

    @Test
    void reportsRowByRow() {
        Caller admin = fixtures.company();
        Api.Answer answer = start(admin, "partners", PARTNERS).expect(201);
        assertEquals("/api/v1/imports/" + answer.at("/id"), answer.header("Location"));
        assertEquals("9 rows, 3 created, 0 unchanged, 6 failed", counts(answer));
        assertEquals(List.of("2 A1 created", "3 A2 created", "4 A3 failed vat_id_format", "5 failed required externalId",
                "6 A5 failed row_fields", "7 A6 failed invalid_field customer", "8 A7 failed missing_field name",
                "9 A8 failed format creditLimit", "11 A9 created"), report(answer));
        assertEquals("Käse & \"Wein\" GmbH 10000 1000.50", fixtures.value(admin, String.class, """
                select name || ' ' || customer_number || ' ' || credit_limit from partners.partners
                 where company_id = ? and external_id = 'A1'""",
                admin.company()));
        assertEquals("=HYPERLINK(\"x\") 10001 70000", fixtures.value(admin, String.class, """
                select name || ' ' || customer_number || ' ' || supplier_number from partners.partners
                 where company_id = ? and external_id = 'A2'""",
                admin.company()), "text stays text, and what failed took no number");
        assertEquals(3L, fixtures.value(admin, Long.class, "select count(*) from partners.partners where company_id = ?", admin.company()));
        assertEquals(6, fixtures.value(admin, Integer.class,
                """
                select jsonb_array_length(jsonb_path_query_array(report, '$[*] ? (@.result == "failed")'))
                  from platform.imports where company_id = ?""",
                admin.company()));
    }

    @Test
    void speaksTheCallersLanguage() {
        Caller admin = fixtures.company();
        Api.Answer answer = api.send(api.as(admin).request("POST", "/api/v1/imports", body("partners", PARTNERS),
                UUID.randomUUID().toString(),
                "Accept-Language", "de-DE")).expect(201);
        assertEquals("Ein Wert ist erforderlich.", answer.at("/report/3/detail"));
    }

    @Test
    void aRowThatComesAgainIsLeftAlone() {
        Caller admin = fixtures.company();
        String key = UUID.randomUUID().toString();
        Api.Answer first = api.as(admin).write("POST", "/api/v1/imports", body("partners", PARTNERS), key).expect(201);
        assertArrayEquals(first.bytes(), api.as(admin).write("POST", "/api/v1/imports", body("partners", PARTNERS), key)
                .expect(201).bytes());
        Api.Answer again = start(admin, "partners", PARTNERS.replace("A3;true;;Falsch GmbH;Allee 3;20095;Hamburg;DE;DE123;",
                "A3;true;;Richtig GmbH;Allee 3;20095;Hamburg;DE;DE136695976;")).expect(201);
        assertEquals("9 rows, 1 created, 3 unchanged, 5 failed", counts(again));
        assertEquals("2 A1 unchanged", report(again).getFirst());
    }

    @Test
    void twoAtOnceBringEachRowInOnce() {
        Caller admin = fixtures.company();
        String csv = "externalId,customer,name,street,city,country\n" + IntStream.range(0, 50)
                .mapToObj(i -> "E" + i + ",true,Name " + i + ",Allee " + i + ",Ort,DE\n").collect(Collectors.joining());
        List<Api.Answer> answers = api.as(admin).parallel(4,
                _ -> api.as(admin).request("POST", "/api/v1/imports", body("partners", csv), UUID.randomUUID().toString()));
        assertTrue(answers.stream().allMatch(answer -> answer.status() == 201 || answer.status() == 409), answers::toString);
        assertEquals(50L, fixtures.value(admin, Long.class, "select count(*) from partners.partners where company_id = ?",
                admin.company()));
    }

    @Test
    void aDryRunReportsAndLeavesNothing() {
        Caller admin = fixtures.company();
        Api.Answer answer = api.as(admin).post("/api/v1/imports?dryRun=true", body("partners", PARTNERS)).expect(201);
        assertEquals("9 rows, 3 created, 0 unchanged, 6 failed", counts(answer));
        assertEquals(0L, fixtures.value(admin, Long.class, """
                select (select count(*) from partners.partners where company_id = ?)
                     + (select count(*) from platform.imports where company_id = ?)""",
                admin.company(), admin.company()));
        assertEquals(10_000L, fixtures.value(admin, Long.class,
                "select next from platform.number_ranges where company_id = ? and id = 'customer'", admin.company()));
    }

    @Test
    void bringsInProductsStockAndOrders() {
        Caller admin = fixtures.company();
        assertEquals("3 rows, 2 created, 0 unchanged, 1 failed", counts(start(admin, "products", """
                number,externalId,name,unit,taxClass,gtin
                P1,X1,Tee,C62,standard,4006381333931
                P2,X2,"Kaffee, gemahlen",KGM,reduced,
                P3,X3,Falsch,C62,standard,4006381333932
                """).expect(201)));
        Api.Answer stock = start(admin, "stock", """
                externalId;product;quantity;unitCost;date;location
                S1;P1;10;2,50;2026-01-02;MAIN
                S2;X2;1,5;8,00;2026-01-02;
                S3;P9;1;1;2026-01-02;
                S4;P1;1;1;2023-12-31;
                """).expect(201);
        assertEquals(List.of("2 S1 created", "3 S2 created", "4 S3 failed unknown_product product", "5 S4 failed date_out_of_books"),
                report(stock));
        assertEquals(new BigDecimal("37.00"), fixtures.value(admin, BigDecimal.class,
                "select sum(value) from inventory.pools where company_id = ?",
                admin.company()).setScale(2));
        assertEquals("4 rows, 0 created, 2 unchanged, 2 failed", counts(start(admin, "stock", """
                externalId;product;quantity;unitCost;date;location
                S1;P1;10;2,50;2026-01-02;MAIN
                S2;X2;1,5;8,00;2026-01-02;
                S3;P9;1;1;2026-01-02;
                S4;P1;1;1;2023-12-31;
                """).expect(201)));
        start(admin, "partners", PARTNERS).expect(201);
        Api.Answer orders = start(admin, "orders", """
                externalId,partner,orderDate,product,quantity,unitPrice,confirm,shipToName,shipToCity,shipToCountry
                O1,A1,2026-02-01,P1,3,5.00,true,,,
                O2,10001,2026-02-02,X2,1,9.00,,Lager,Wien,AT
                O1,A1,2026-02-01,P2,1,9.00,true,,,
                O3,A9,2026-02-02,P1,1,5.00,,,,
                O4,A1,2026-02-02,P1,0,5.00,,,,
                O5,A1,2026-02-02,P1,1,5.00,,,,
                O5,A2,2026-02-02,P1,1,5.00,,,,
                O6,A1,2026-02-02,P1,1,,,,,
                """).expect(201);
        assertEquals(List.of("2 O1 created", "3 O2 created", "4 O1 created", "5 O3 failed no_customer", "6 O4 failed range quantity",
                "7 O5 failed order_differs", "8 O5 failed order_differs", "9 O6 failed no_price unitPrice"), report(orders));
        assertEquals("confirmed 24.00 4", fixtures.value(admin, String.class, """
                select o.state || ' ' || o.net || ' ' || (select sum(r.quantity) from inventory.reservations r where r.source_id = o.id)
                  from sales.orders o where o.company_id = ? and o.external_id = 'O1'""", admin.company()));
        assertEquals(2L, fixtures.value(admin, Long.class, "select count(*) from sales.orders where company_id = ?", admin.company()));
    }

    @Test
    void refusesWhatIsNoTable() {
        Caller admin = fixtures.company();
        start(admin, "partners", "").expect(422, "csv_unreadable");
        start(admin, "partners", "name\n\"a").expect(422, "csv_unreadable");
        start(admin, "partners", "name,colour\n").expect(422, "unknown_column");
        start(admin, "partners", "name,name\n").expect(422, "column_twice");
        start(admin, "partners", "name\n" + "a\n".repeat(200_001)).expect(422, "too_many_rows");
        start(admin, "suppliers", "name\n").expect(400, "invalid_field");
        assertEquals("0 rows, 0 created, 0 unchanged, 0 failed", counts(start(admin, "partners", "\uFEFFname,customer\n,\n\n")
                .expect(201)));
    }

    @Test
    void wantsThePermissionToCreateSuchThings() {
        Caller admin = fixtures.company();
        fixtures.role(admin, "importer", "start-import", "create-partner");
        Caller importer = new Caller(UUID.randomUUID(), admin.company(), List.of("importer"), Locale.ENGLISH, false);
        start(importer, "partners", PARTNERS).expect(201);
        start(importer, "products", "name\n").expect(403, "forbidden");
    }

    @Test
    void whatIsNotReachedInTimeComesInWithTheNextImport() {
        Caller admin = fixtures.company();
        String csv = "externalId,customer,name,street,postalCode,city,country,vatId\n" + IntStream.range(0, 2_000)
                .mapToObj(i -> "E%1$d,true,Name %1$d,Allee %1$d,%1$05d,Ort,AT,ATU%1$08d%n".formatted(i)).collect(Collectors.joining());
        int left = 2_000;
        while (left > 0) {
            Api.Answer answer = start(admin, "partners", csv).expect(201);
            int failed = answer.body().at("/failed").asInt();
            assertEquals(failed, answer.body().at("/report").valueStream().filter(row -> row
                    .at("/code").asText().equals("row_not_reached")).count());
            assertTrue(failed < left, "each import brings some");
            left = failed;
        }
        assertEquals(2_000L, fixtures.value(admin, Long.class, "select count(*) from partners.partners where company_id = ?",
                admin.company()));
        assertEquals(12_000L, fixtures.value(admin, Long.class, """
                select next from platform.number_ranges where company_id = ? and id = 'customer'""", admin.company()));
    }

    @Test
    void aLargeTableIsStoredForATask() {
        Caller admin = fixtures.company();
        String csv = "number,name,externalId,unit,taxClass\n" + IntStream.range(0, 5_001)
                .mapToObj(i -> "P%1$d,Käse %1$d,X%1$d,C62,standard\n".formatted(i)).collect(Collectors.joining());
        api.as(admin).post("/api/v1/imports?dryRun=true", body("products", csv)).expect(202);
        assertEquals(0L, fixtures.value(admin, Long.class, """
                select (select count(*) from platform.import_files where company_id = ?)
                     + (select count(*) from tasks.tasks where company_id = ?)
                     + (select count(*) from platform.imports where company_id = ?)""", admin.company(), admin.company(), admin.company()));
        String key = UUID.randomUUID().toString();
        Api.Answer answer = api.as(admin).write("POST", "/api/v1/imports", body("products", csv), key).expect(202);
        assertEquals("5001 rows, 0 created, 0 unchanged, 0 failed", counts(answer));
        assertEquals("/api/v1/tasks/" + answer.at("/id"), answer.header("Location"));
        Api.Answer again = api.as(admin).write("POST", "/api/v1/imports", body("products", csv), key).expect(202);
        assertArrayEquals(answer.bytes(), again.bytes());
        assertEquals(answer.header("Location"), again.header("Location"));
        assertEquals("run-import ready {\"kind\": \"products\", \"rows\": 5001}", fixtures.value(admin, String.class, """
                select t.kind || ' ' || t.state || ' ' || t.args from tasks.tasks t where t.company_id = ? and t.id = ?""", admin.company(),
                UUID.fromString(answer.at("/id"))));
        assertEquals(csv, fixtures.value(admin, String.class, """
                select convert_from(csv, 'UTF8') from platform.import_files where company_id = ? and kind = 'products' and locale = 'en'""",
                admin.company()));
        start(admin, "products", csv.replaceFirst("name", "colour")).expect(422, "unknown_column");
        assertEquals(0L, fixtures.value(admin, Long.class, "select count(*) from products.products where company_id = ?", admin.company()));
    }

    @Test
    void aHundredThousandProductsFitIntoARequest() {
        String csv = "number,name,externalId,unit,taxClass,gtin\n" + IntStream.range(0, 100_000)
                .mapToObj(i -> "ART-%1$06d,\"Produkt mit einem Namen, der lang genug ist, %1$06d\",EXT-%1$06d,C62,standard,\n".formatted(i))
                .collect(Collectors.joining());
        assertTrue(csv.length() > 9_000_000);
        assertEquals("100000 rows, 0 created, 0 unchanged, 0 failed", counts(start(fixtures.company(), "products", csv).expect(202)));
    }

    private Api.Answer start(Caller caller, String kind, String csv) {
        return api.as(caller).post("/api/v1/imports", body(kind, csv));
    }

    private String body(String kind, String csv) {
        return json.createObjectNode().put("kind", kind).put("csv", csv).toString();
    }

    private static String counts(Api.Answer answer) {
        return answer.at("/rows") + " rows, " + answer.at("/created") + " created, " + answer.at("/unchanged") + " unchanged, "
                + answer.at("/failed") + " failed";
    }

    private static List<String> report(Api.Answer answer) {
        return answer.body().at("/report").valueStream().map(row -> Stream.of("line", "externalId", "result", "code", "column")
                .filter(row::has)
                .map(name -> row.get(name).asText()).collect(Collectors.joining(" "))).toList();
    }
}
