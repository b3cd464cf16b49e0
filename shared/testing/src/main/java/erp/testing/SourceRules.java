package erp.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The architecture as far as only the source tree shows it: names of folders, modules and cards, which code writes which table, and
 * how long functions and lines are. Each rule answers with its violations, and has a fixture that breaks it.
 */
public final class SourceRules {

    private static final int FUNCTION_LINES = 100;
    private static final int LINE_CHARACTERS = 140;
    private static final Pattern NOT_COUNTED = Pattern.compile("\\s*|\\s*\\*.*|\\s*/\\*.*|\\s*//.*|import .*|package .*");
    private static final Pattern NAMED = Pattern.compile("@(?:Function|Task)\\(name = \"([^\"]*)\"");
    private static final Pattern RUNS_TASKS = Pattern.compile("implements (?:InTransaction|InBatches|Outside)<");
    private static final Pattern WRITE = Pattern.compile("(?:insert into|update|delete from)\\s+([a-z]+)\\.([a-z_]+)");

    /** Who may write a table: one class where it is a kernel's, else one package or area. */
    private static final Map<String, String> WRITERS = Map.ofEntries(
            Map.entry("ledger.entries", "erp/ledger/Journal"), Map.entry("ledger.lines", "erp/ledger/Journal"),
            Map.entry("ledger.seals", "erp/ledger/Seals"), Map.entry("ledger.", "erp/ledger/|erp/company/Setup"),
            Map.entry("inventory.transfers", "erp/inventory/transferstock/"),
            Map.entry("inventory.reordering_rules", "erp/inventory/setreorderingrule/"),
            Map.entry("inventory.replenishment_proposals", "erp/inventory/replenishstock/"),
            Map.entry("inventory.", "erp/stock/|erp/company/Setup"),
            Map.entry("sales.", "erp/sales/|erp/receivables/"),
            Map.entry("receivables.", "erp/receivables/"),
            Map.entry("documents.documents", "erp/documents/renderdocument/"), Map.entry("documents.mails", "erp/documents/delivermail/"),
            Map.entry("partners.", "erp/partners/"),
            Map.entry("products.", "erp/products/|erp/company/Setup"),
            Map.entry("tasks.", "erp/tasks/"),
            Map.entry("platform.idempotency_keys", "erp/work/|erp/platform/expireidempotencykeys/"),
            Map.entry("platform.audit_findings", "erp/audit/"), Map.entry("platform.webhook_deliveries", "erp/webhooks/Deliveries"),
            Map.entry("platform.webhooks", "erp/webhooks/|erp/platform/registerwebhook/"),
            Map.entry("platform.", "erp/platform/|erp/company/|erp/security/|erp/work/"));

    /** The dispatcher works for all companies, and its transactions see nothing of them but tasks; others say for whom States counts. */
    private static final Set<String> FOR_ALL_COMPANIES = Set.of("Depths.java", "Dispatcher.java", "States.java");

    private static final Pattern SHAPE = Pattern.compile("infra/kustomize/(http|query|task|worker|job)\n");

    private SourceRules() {
    }

    /**
     * Folder, artifact, card, {@code @Function} and {@code @Task} of a function have one name, and the list of modules and the image of
     * all name it. The card of a function that runs tasks also names the queue they wait in.
     */
    public static List<String> oneNameEverywhere(Path root) {
        List<String> violations = new ArrayList<>();
        String modules = read(root.resolve("functions/pom.xml"));
        String small = read(root.resolve("infra/small/pom.xml"));
        for (Path function : functions(root)) {
            String name = function.getFileName().toString();
            String area = function.getParent().getFileName().toString();
            require(violations, modules.contains("<module>" + area + "/" + name + "</module>"), name + " is not in the list of modules");
            require(violations, small.contains("<artifactId>" + name + "</artifactId>"), name + " is not in the image of all");
            require(violations, read(function.resolve("pom.xml")).contains("<artifactId>" + name + "</artifactId>"),
                    name + "'s artifact has another name");
            String card = read(function.resolve("function.yaml"));
            require(violations, card.contains("  name: " + name + "\n"), name + "'s card has another name");
            require(violations, card.contains("  area: " + area + "\n"), name + "'s card has another area");
            Path sources = function.resolve("src/main/java/erp/" + area + "/" + name.replace("-", ""));
            require(violations, Files.isDirectory(sources), name + " has no package of its name");
            for (Path file : java(function.resolve("src/main"))) {
                require(violations, NAMED.matcher(read(file)).results().allMatch(named -> named.group(1).equals(name)),
                        file.getFileName() + " has another function's name");
            }
            boolean runsTasks = java(function.resolve("src/main")).stream().anyMatch(file -> RUNS_TASKS.matcher(read(file)).find());
            require(violations, !runsTasks || card.contains("\n  queue: "), name + "'s card names no queue");
            require(violations, !java(function.resolve("src/test")).isEmpty(), name + " has no test");
        }
        return violations;
    }

    /**
     * What a function is made of in a cluster fits what it does: what only reads has no password of a role that writes, and what runs
     * tasks is not reached from outside.
     */
    public static List<String> shapesFit(Path root) {
        List<String> violations = new ArrayList<>();
        for (Path function : functions(root)) {
            String name = function.getFileName().toString();
            String card = read(function.resolve("function.yaml"));
            Set<String> fitting = card.contains("\n  queue: ") ? Set.of("task", "worker") : !card.contains("\n  routes:") ? Set.of("job")
                    : name.startsWith("query-") ? Set.of("query") : Set.of("http");
            List<String> shapes = SHAPE.matcher(read(function.resolve("kustomization.yaml"))).results().map(shape -> shape.group(1))
                    .toList();
            require(violations, shapes.size() == 1 && fitting.contains(shapes.getFirst()),
                    name + " is made of " + shapes + ", and not of " + fitting.stream().sorted().toList());
        }
        return violations;
    }

    /** Every table is written by its own area's code, and postings, seals, moves and keys only by their kernels. */
    public static List<String> tablesHaveTheirWriters(Path root) {
        List<String> violations = new ArrayList<>();
        for (Path file : mainSources(root)) {
            Matcher write = WRITE.matcher(read(file));
            while (write.find()) {
                String table = write.group(1) + "." + write.group(2);
                String writers = WRITERS.getOrDefault(table, WRITERS.get(write.group(1) + "."));
                String path = file.toString().replace('\\', '/');
                if (writers != null && Stream.of(writers.split("\\|")).noneMatch(path::contains)) {
                    violations.add(file.getFileName() + " writes " + table);
                }
            }
        }
        return violations;
    }

    /** A function's class is a page. */
    public static List<String> functionsAreShort(Path root) {
        return functions(root).stream().flatMap(function -> java(function.resolve("src/main")).stream())
                .filter(file -> read(file).lines().filter(NOT_COUNTED.asMatchPredicate().negate()).count() > FUNCTION_LINES)
                .map(file -> file.getFileName() + " has more than " + FUNCTION_LINES + " lines of code").toList();
    }

    /** A line is seen as a whole, beside another file too; that holds for tests as well. */
    public static List<String> linesAreShort(Path root) {
        List<String> violations = new ArrayList<>();
        for (Path file : Stream.of("functions", "shared", "infra").map(root::resolve).flatMap(SourceRules::written).toList()) {
            List<String> lines = read(file).lines().toList();
            for (int n = 1; n <= lines.size(); n++) {
                String line = lines.get(n - 1);
                require(violations, line.codePointCount(0, line.length()) <= LINE_CHARACTERS,
                        file.getFileName() + ":" + n + " has more than " + LINE_CHARACTERS + " characters");
            }
        }
        return violations;
    }

    /** What goes wrong becomes an answer in one place, so functions catch nothing. */
    public static List<String> functionsCatchNothing(Path root) {
        return matching(functions(root).stream().flatMap(function -> java(function.resolve("src/main")).stream()).toList(),
                Pattern.compile("\\bcatch \\(")::asPredicate, "catches");
    }

    /** Every statement of a company's table names the company, besides row-level security. */
    public static List<String> statementsNameTheCompany(Path root) {
        List<String> violations = new ArrayList<>();
        Pattern literal = Pattern.compile("\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\\n]|\\\\.)*)\"", Pattern.DOTALL);
        Pattern table = Pattern.compile("\\b(?:from|into|update|join)\\s+"
                + "(?:platform|partners|products|ledger|inventory|sales|receivables|documents|tasks)\\.[a-z_]+");
        Pattern global = Pattern.compile("platform\\.(users|sessions|refresh_tokens|memberships)|tasks\\.(kinds|queues|workers)|"
                + "pg_get_serial_sequence");
        for (Path file : mainSources(root)) {
            Matcher text = literal.matcher(FOR_ALL_COMPANIES.contains(file.getFileName().toString()) ? "" : read(file));
            while (text.find()) {
                String sql = text.group(1) != null ? text.group(1) : text.group(2);
                if (table.matcher(sql).find() && !sql.contains("company_id") && !global.matcher(sql).find()) {
                    violations.add(file.getFileName() + ": " + sql.strip().lines().findFirst().orElse(""));
                }
            }
        }
        return violations;
    }

    private static List<String> matching(List<Path> files, java.util.function.Supplier<Predicate<String>> pattern, String what) {
        return files.stream().filter(file -> pattern.get().test(read(file))).map(file -> file.getFileName() + " " + what).toList();
    }

    private static List<Path> mainSources(Path root) {
        List<Path> files = new ArrayList<>(java(root.resolve("shared/library/src/main")));
        functions(root).forEach(function -> files.addAll(java(function.resolve("src/main"))));
        return files;
    }

    /** The folders {@code functions/<area>/<function>}. */
    public static List<Path> functions(Path root) {
        List<Path> functions = new ArrayList<>();
        for (Path area : folders(root.resolve("functions"))) {
            if (!area.getFileName().toString().equals("target")) {
                functions.addAll(folders(area));
            }
        }
        return functions;
    }

    /** The Java files below a folder that people write. What a build makes is not looked into: it comes and goes while tests run. */
    private static Stream<Path> written(Path folder) {
        return Stream.concat(entries(folder).stream().filter(file -> file.toString().endsWith(".java")),
                folders(folder).stream().filter(inner -> !inner.endsWith("target")).flatMap(SourceRules::written));
    }

    private static List<Path> folders(Path folder) {
        return entries(folder).stream().filter(Files::isDirectory).toList();
    }

    private static List<Path> entries(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> java(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return new ArrayList<>(new TreeSet<>(files.filter(file -> file.toString().endsWith(".java")).toList()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void require(List<String> violations, boolean holds, String violation) {
        if (!holds) {
            violations.add(violation);
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
