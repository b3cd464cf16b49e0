package erp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import erp.testing.ClassRules;
import erp.testing.SourceRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the scaffold writes keeps the rules, builds with the real Maven, and passes its own test: in a copy of the tree. */
class ScaffoldTest {

    private static final Path ROOT = Path.of(System.getProperty("erp.root"));
    /** What a build makes, and what a laptop keeps. */
    private static final Set<String> NOT_COPIED = Set.of("target", "data", ".git", ".idea", "node_modules");
    private static final long SECONDS = 300;

    @TempDir
    Path tree;

    /** One command's end. */
    private record Ended(int code, String output) {
    }

    @BeforeEach
    void copy() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "SKIPPED: the scaffold is a shell script, and this machine has no /bin/sh");
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Path inside = ROOT.relativize(folder);
                // The tests of the other modules would only be compiled.
                boolean tests = inside.endsWith("src/test") && inside.startsWith("shared");
                if (tests || NOT_COPIED.contains(folder.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(tree.resolve(inside));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    Files.copy(file, tree.resolve(ROOT.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Test
    void whatItWritesKeepsTheRulesAndPassesItsTest() throws IOException {
        List<String> before = violations();
        scaffold("sales", "archive-order", "POST", "/sales-orders/{id}/archive");
        scaffold("partners", "change-phone", "PUT", "/partners/{id}/phone");
        scaffold("ledger", "open-budget", "POST", "/budgets");
        scaffold("ledger", "count-entries", "TASK", "30 2 * * *");
        scaffold("partners", "count-partners", "TASK");
        assertEquals(before, violations());
        assertTrue(Files.readString(tree.resolve("shared/library/src/main/resources/erp/platform/functions.csv"))
                .contains("\nsales,amend-order\nsales,archive-order\nsales,cancel-delivery\n"));
        assertTrue(Files.readString(tree.resolve("infra/local/src/test/java/erp/local/Cases.java"))
                .contains("entry(\"archive-order\", s -> Case.without(s.confirmedOrder())),\n"));
        assertTrue(Files.readString(tree.resolve("infra/local/src/test/java/erp/local/Conflicts.java"))
                .contains("entry(\"archive-order\", _ -> Conflict.none("));
        longLines("sales/archive-order", "partners/change-phone", "ledger/open-budget", "ledger/count-entries", "partners/count-partners");
        assertFalse(Files.readString(tree.resolve("infra/local/src/test/java/erp/local/Cases.java")).contains("count-entries"));
        assertTrue(card("sales/archive-order").contains("""
                spec:
                  area: sales
                  routes:
                    - method: POST
                      path: {type: RegularExpression, value: '^/api/v1/sales-orders/[^/]+/archive$'}
                  replicas: {min: 2, max: 4}
                  schema: \
                """));
        assertTrue(card("ledger/open-budget").contains("    - method: POST\n      path: {type: Exact, value: /api/v1/budgets}\n"));
        assertTrue(card("ledger/count-entries").contains(
                "  area: ledger\n  queue: count-entries\n  replicas: {min: 0, max: 2}\n  schema: "));
        assertEquals(List.of(), Gateway.of(tree).malformed());

        List<String> maven = new ArrayList<>(List.of("./mvnw", "-o", "-B", "-T2", "-pl",
                "functions/sales/archive-order,functions/partners/change-phone,functions/ledger/open-budget,functions/ledger/count-entries",
                "-am", "test", "-Dtest=ArchiveOrderTest,ChangePhoneTest,OpenBudgetTest,CountEntriesTest",
                "-Dsurefire.failIfNoSpecifiedTests=false"));
        if (System.getProperty("localRepository") != null) {
            maven.add("-Dmaven.repo.local=" + System.getProperty("localRepository"));
        }
        Ended build = run(maven);
        assertEquals(0, build.code, build::output);
        for (String test : List.of("ArchiveOrderTest", "ChangePhoneTest", "OpenBudgetTest", "CountEntriesTest")) {
            String passed = ".*Tests run: [1-9]\\d*, Failures: 0, Errors: 0, Skipped: 0.*" + test;
            assertTrue(build.output.lines().anyMatch(line -> line.matches(passed)), build::output);
        }
        JavaClasses classes = new ClassFileImporter().importPaths(Stream.of("sales/archive-order", "partners/change-phone",
                "ledger/open-budget", "ledger/count-entries")
                .map(function -> tree.resolve("functions").resolve(function).resolve("target/classes")).toList());
        ClassRules.all().values().forEach(rule -> rule.allowEmptyShould(true).check(classes));
    }

    @Test
    void aWrongArgumentGetsOneLineAndNothingIsWritten() throws IOException {
        String pom = Files.readString(tree.resolve("functions/pom.xml"));
        refused("There is no area fishing; the areas are documents, inventory, ledger, partners, platform, products, receivables, "
                + "sales.", "fishing", "catch-fish", "POST", "/fish");
        refused("archive is not a verb and its object in lower case, such as archive-order.", "sales", "archive", "POST", "/archives");
        refused("There is a function block-partner in partners.", "sales", "block-partner", "POST", "/partners/{id}/forget");
        refused("POST /sales-orders/{id}/cancel is served by another function.", "sales", "drop-order", "POST",
                "/sales-orders/{id}/cancel");
        refused("Reads belong to functions/sales/query-sales: add a class there.", "sales", "list-orders", "GET", "/old-orders");
        refused("The method is one of POST, PUT, PATCH, or TASK for a background task, not DELETE.", "sales", "delete-order", "DELETE",
                "/sales-orders/{id}");
        refused("orders is not /<collection>, /<collection>/{id} or /<collection>/{id}/<word> in lower case.", "sales", "drop-order",
                "POST", "orders");
        refused("/partners are written by the area partners, not sales.", "sales", "forget-partner", "POST", "/partners/{id}/forget");
        refused("The path of a command ends with its verb: /sales-orders/{id}/archive.", "sales", "archive-order", "POST",
                "/sales-orders/{id}/close");
        refused("daily is not a cron expression of five fields: minute, hour, day of the month, month, day of the week, such as "
                + "'30 2 * * *'.", "ledger", "count-entries", "TASK", "daily");
        Ended ended = run(List.of("infra/local/scaffold", "sales"));
        assertEquals(2, ended.code);
        assertTrue(ended.output.startsWith("Usage: infra/local/scaffold <area> <verb-object> <METHOD> <path>"), ended::output);
        assertEquals(pom, Files.readString(tree.resolve("functions/pom.xml")));
        assertFalse(Files.exists(tree.resolve("functions/fishing")));
    }

    private List<String> violations() {
        return Stream.of(SourceRules.oneNameEverywhere(tree), SourceRules.tablesHaveTheirWriters(tree),
                SourceRules.functionsAreShort(tree), SourceRules.functionsCatchNothing(tree), SourceRules.statementsNameTheCompany(tree))
                .flatMap(List::stream).toList();
    }

    private String card(String function) throws IOException {
        return Files.readString(tree.resolve("functions").resolve(function).resolve("function.yaml"));
    }

    private void longLines(String... functions) throws IOException {
        for (String function : functions) {
            try (Stream<Path> files = Files.walk(tree.resolve("functions").resolve(function).resolve("src"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertEquals(List.of(), Files.readString(file).lines()
                            .filter(line -> line.length() > 140 || line.contains("@@")).toList());
                }
            }
        }
    }

    private void scaffold(String... args) {
        Ended ended = run(Stream.concat(Stream.of("infra/local/scaffold"), Stream.of(args)).toList());
        assertEquals(0, ended.code, ended::output);
    }

    private void refused(String line, String... args) {
        assertEquals(new Ended(2, line + "\n"), run(Stream.concat(Stream.of("infra/local/scaffold"), Stream.of(args)).toList()));
    }

    private Ended run(List<String> command) {
        try {
            Path output = Files.createTempFile(tree, "output", ".txt");
            Process process = new ProcessBuilder(command).directory(tree.toFile()).redirectErrorStream(true)
                    .redirectOutput(output.toFile()).start();
            try {
                assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), () -> command + " does not end");
            } finally {
                process.destroy();
            }
            return new Ended(process.exitValue(), Files.readString(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
