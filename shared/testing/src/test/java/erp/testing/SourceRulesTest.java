package erp.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each rule over the source tree is broken by a tree made to break it; infra/local looks at the real one. */
class SourceRulesTest {

    @TempDir
    Path bad;

    @BeforeEach
    void badTree() throws IOException {
        write("functions/pom.xml", "");
        write("infra/small/pom.xml", "");
        write("functions/sales/bad-one/pom.xml", "<artifactId>other</artifactId>");
        write("functions/sales/bad-one/function.yaml", "metadata:\n  name: other\nspec:\n  area: ledger\n");
        write("functions/sales/bad-one/kustomization.yaml", "components:\n  - ../../../infra/kustomize/http\n");
        write("functions/sales/count-orders/kustomization.yaml", "components: []\n");
        write("functions/sales/bad-one/src/main/java/erp/sales/badone/BadOne.java", """
                @Function(name = "other")
                class BadOne {
                    String sql = "insert into ledger.entries (id) values (?)";
                    String all = "select id from sales.orders";
                    void run() { try { } catch (RuntimeException e) { } }
                """ + "    int x;\n".repeat(100) + "}\n");
        write("functions/sales/count-orders/function.yaml", "metadata:\n  name: count-orders\nspec:\n  area: sales\n");
        write("functions/sales/count-orders/src/main/java/erp/sales/countorders/CountOrders.java", """
                class CountOrders implements InTransaction<CountOrders.Args> {
                    @Task(name = "count-orders", unique = true)
                    record Args() { }
                    @Task(name = "count-goods")
                    record Others() { }
                }
                """);
        write("functions/sales/bad-one/target/generated-sources/Made.java", "ü".repeat(141) + "\n");
        write("infra/local/Long.java", "ü".repeat(140) + "\n" + "ü".repeat(141) + "\n");
        Files.createDirectories(bad.resolve("shared/library/src/main"));
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(bad.resolve(file).getParent());
        Files.writeString(bad.resolve(file), text);
    }

    @Test
    void oneNameEverywhere() {
        assertEquals(List.of("bad-one is not in the list of modules", "bad-one is not in the image of all",
                "bad-one's artifact has another name", "bad-one's card has another name", "bad-one's card has another area",
                "BadOne.java has another function's name", "bad-one has no test",
                "count-orders is not in the list of modules", "count-orders is not in the image of all",
                "count-orders's artifact has another name", "CountOrders.java has another function's name",
                "count-orders's card names no queue", "count-orders has no test"), SourceRules.oneNameEverywhere(bad));
    }

    @Test
    void shapesFit() {
        assertEquals(List.of("bad-one is made of [http], and not of [job]", "count-orders is made of [], and not of [job]"),
                SourceRules.shapesFit(bad));
    }

    @Test
    void tablesHaveTheirWriters() {
        assertEquals(List.of("BadOne.java writes ledger.entries"), SourceRules.tablesHaveTheirWriters(bad));
    }

    @Test
    void functionsAreShort() {
        assertEquals(List.of("BadOne.java has more than 100 lines of code"), SourceRules.functionsAreShort(bad));
    }

    @Test
    void linesAreShort() {
        assertEquals(List.of("Long.java:2 has more than 140 characters"), SourceRules.linesAreShort(bad));
    }

    @Test
    void functionsCatchNothing() {
        assertEquals(List.of("BadOne.java catches"), SourceRules.functionsCatchNothing(bad));
    }

    @Test
    void statementsNameTheCompany() {
        assertEquals(List.of("BadOne.java: insert into ledger.entries (id) values (?)", "BadOne.java: select id from sales.orders"),
                SourceRules.statementsNameTheCompany(bad));
    }
}
