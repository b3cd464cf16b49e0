import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/**
 * Writes a new function that passes its own test: a command on a document that exists ({@code POST /sales-orders/{id}/archive}), an
 * edit of one ({@code PUT /sales-orders/{id}/customer-reference}), a new collection ({@code POST /quotations}), or a background task
 * ({@code TASK '30 2 * * *'}). What the business wants is then written into it. Run by {@code infra/local/scaffold}; nothing is written
 * when an argument is wrong.
 */
final class Scaffold {

    private static final String USAGE = "Usage: infra/local/scaffold <area> <verb-object> <METHOD> <path>, "
            + "for example: infra/local/scaffold sales archive-order POST /sales-orders/{id}/archive; "
            + "or infra/local/scaffold <area> <verb-object> TASK ['<cron>'], "
            + "for example: infra/local/scaffold ledger count-entries TASK '30 2 * * *'";
    private static final Pattern NAME = Pattern.compile("[a-z]+(-[a-z0-9]+)+");
    private static final Pattern ROUTE = Pattern.compile("/(?<collection>[a-z]+(-[a-z]+)*)(?<id>/\\{id}(/[a-z]+(-[a-z]+)*)?)?");
    /** Minute, hour, day, month, weekday. Whether their numbers are possible, the engine says when it starts. */
    private static final Pattern CRON = Pattern.compile("[0-9*,/-]+( [0-9*,/-]+){4}");
    private static final Pattern NO_NAME = Pattern.compile(".*-(service|manager|utils?|helper|impl)");
    private static final List<String> METHODS = List.of("POST", "PUT", "PATCH");
    private static final String TASK = "TASK";

    /**
     * A kind of document that functions can be about; a new kind is one more line of {@link #DOCUMENTS}.
     *
     * @param column  a text of it that PUT and PATCH change; empty where it has none
     * @param code    what other states than {@code state} are refused with; empty where states do not matter
     * @param state   the state the test's document is in
     * @param another SQL that brings it to another state
     * @param fixture what makes it in a test
     * @param staged  what makes it on the stage of the contract's test
     */
    private record Document(String collection, String area, String table, String column, String code, String state, String another,
                            String fixture, String staged) {

        /** {@code sales-orders}: the order. */
        String noun() {
            String last = collection.substring(collection.lastIndexOf('-') + 1);
            return last.endsWith("ies") ? last.substring(0, last.length() - 3) + "y" : last.substring(0, last.length() - 1);
        }

        boolean hasState() {
            return !code.isEmpty();
        }
    }

    private static final String CUSTOMER = "fixtures.customer(caller, \"Kunde\", \"DE\")";
    private static final String ORDER = "receivables.order(caller, " + CUSTOMER
            + ", \"DE\", true,\n                new Piece(fixtures.product(caller, \"A1\", \"10.00\"), \"2\", \"10.00\"))";
    private static final List<Document> DOCUMENTS = List.of(
            new Document("sales-orders", "sales", "sales.orders", "customer_reference", "SalesCode.ORDER_STATE", "confirmed",
                    "state = 'cancelled'", ORDER, "s.confirmedOrder()"),
            new Document("deliveries", "sales", "sales.deliveries", "", "SalesCode.DELIVERY_STATE", "shipped",
                    "state = 'draft', ship_date = null", "receivables.shipped(caller, " + ORDER + ", \"2026-11-02\")",
                    "s.shipped()"),
            new Document("sales-invoices", "receivables", "receivables.invoices", "note", "ReceivablesCode.INVOICE_STATE", "draft",
                    "state = 'discarded'", "receivables.draft(caller, " + CUSTOMER + ", \"2026-11-02\", \"100.00\")",
                    "s.draftInvoice()"),
            new Document("partners", "partners", "partners.partners", "phone", "", "", "", CUSTOMER, "s.customer.toString()"),
            new Document("products", "products", "products.products", "name", "", "", "", "fixtures.product(caller, \"A1\", \"10.00\")",
                    "s.product.toString()"));

    private final Path root;
    private final String area;
    private final String name;
    private final String method;
    private final String path;

    private Scaffold(Path root, String[] args) {
        this.root = root;
        this.area = args[0];
        this.name = args[1];
        this.method = args[2];
        this.path = args.length == 4 ? args[3] : "";
    }

    public static void main(String[] args) throws IOException {
        try {
            if (args.length != 4 && !(args.length == 3 && args[2].equals(TASK))) {
                throw new Wrong(USAGE);
            }
            new Scaffold(Path.of(""), args).run();
        } catch (Wrong wrong) {
            System.err.println(wrong.getMessage());
            System.exit(2);
        }
    }

    /** An argument is wrong; the message is the one line that says how. */
    private static final class Wrong extends RuntimeException {
        Wrong(String message) {
            super(message);
        }
    }

    private void run() throws IOException {
        checkName();
        boolean task = method.equals(TASK);
        Document document = task ? checkTask() : checkRoute();
        Map<String, String> words = words(document);
        Path folder = root.resolve("functions").resolve(area).resolve(name);
        String type = words.get("Type");
        String sources = "java/erp/" + area + "/" + words.get("package") + "/" + type;
        List<Path> written = new ArrayList<>();
        written.add(write(folder.resolve("pom.xml"), fill(POM, words)));
        written.add(write(folder.resolve("function.yaml"), fill(CARD, words)));
        written.add(write(folder.resolve("kustomization.yaml"), fill(KUSTOMIZATION, words)));
        written.add(write(folder.resolve("src/main/" + sources + ".java"),
                fill(task ? TASK_HANDLER : document == null ? CREATION : method.equals("POST") ? COMMAND : EDIT, words)));
        written.add(write(folder.resolve("src/test/" + sources + "Test.java"),
                fill(task ? TASK_TEST : document == null ? CREATION_TEST : method.equals("POST") ? COMMAND_TEST : EDIT_TEST, words)));
        written.add(addModule());
        written.add(addDependency(words));
        written.add(addToFunctions());
        if (!task) {
            written.add(addCase(document));
            written.add(addConflict());
        }
        written.forEach(file -> System.out.println("wrote " + file));
        System.out.println("Its test:  ./mvnw -pl functions/" + area + "/" + name + " -am test -Dtest=" + type
                + "Test -Dsurefire.failIfNoSpecifiedTests=false");
        if (!task) {
            System.out.println("The API's document is written anew by  ./mvnw -pl infra/local -am test -Dtest=OpenApiTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dopenapi.write");
        }
    }

    private void checkName() throws IOException {
        List<String> areas = names(root.resolve("functions"));
        require(areas.contains(area), "There is no area " + area + "; the areas are " + String.join(", ", areas) + ".");
        require(NAME.matcher(name).matches(), name + " is not a verb and its object in lower case, such as archive-order.");
        require(!NO_NAME.matcher(name).matches(), name + " does not say what it is about: its last word is none of the business.");
        require(!name.startsWith("query-"), "Reads belong to functions/" + area + "/query-" + area + ": add a class there.");
        for (String other : areas) {
            require(!names(root.resolve("functions").resolve(other)).contains(name), "There is a function " + name + " in " + other + ".");
        }
    }

    private Document checkTask() {
        require(path.isEmpty() || CRON.matcher(path).matches(), path + " is not a cron expression of five fields: minute, hour, "
                + "day of the month, month, day of the week, such as '30 2 * * *'.");
        return null;
    }

    /** The document the function is about; null for a new collection. */
    private Document checkRoute() throws IOException {
        require(!method.equals("GET"), "Reads belong to functions/" + area + "/query-" + area + ": add a class there.");
        require(METHODS.contains(method), "The method is one of " + String.join(", ", METHODS)
                + ", or TASK for a background task, not " + method + ".");
        Matcher route = ROUTE.matcher(path);
        require(route.matches(), path + " is not /<collection>, /<collection>/{id} or /<collection>/{id}/<word> in lower case.");
        require(!isServed(), method + " " + path + " is served by another function.");
        if (route.group("id") == null) {
            require(method.equals("POST"), "A collection takes POST; " + method + " needs a document: " + path + "/{id}.");
            return null;
        }
        Document document = DOCUMENTS.stream().filter(known -> known.collection.equals(route.group("collection"))).findFirst()
                .orElseThrow(() -> new Wrong("The documents known here are " + DOCUMENTS.stream().map(known -> "/" + known.collection)
                        .collect(Collectors.joining(", ")) + "; another kind is a line in infra/local/Scaffold.java."));
        require(document.area.equals(area),
                "/" + document.collection + " are written by the area " + document.area + ", not " + area + ".");
        String verb = name.substring(0, name.indexOf('-'));
        require(!method.equals("POST") || path.endsWith("}/" + verb), "The path of a command ends with its verb: /" + document.collection
                + "/{id}/" + verb + ".");
        require(method.equals("POST") || !document.column.isEmpty(), "A " + document.noun() + " has no text to change: use POST.");
        return document;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Wrong(otherwise);
        }
    }

    private boolean isServed() throws IOException {
        String annotation = "@" + word(method.toLowerCase()) + "(\"/api/v1" + path + "\")";
        try (Stream<Path> files = Files.walk(root.resolve("functions"))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
                if (Files.readString(file).contains(annotation)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory).map(entry -> entry.getFileName().toString())
                    .filter(entry -> !entry.equals("target")).sorted().toList();
        }
    }

    /** What stands between at signs in the texts below. */
    private Map<String, String> words(Document document) throws IOException {
        String type = Arrays.stream(name.split("-")).map(Scaffold::word).collect(Collectors.joining());
        String verb = name.substring(0, name.indexOf('-'));
        Map<String, String> words = new TreeMap<>(Map.of("name", name, "area", area, "Type", type, "package", name.replace("-", ""),
                "path", "/api/v1" + path, "Method", word(method.toLowerCase()), "METHOD", method, "schema", schema(),
                "handler", SourceVersion.isKeyword(verb) ? type.substring(0, 1).toLowerCase() + type.substring(1) : verb));
        words.put("queue", method.equals(TASK) ? "  queue: " + name + "\n" : "");
        words.put("match", path.contains("{id}") ? "RegularExpression, value: '^/api/v1" + path.replace("{id}", "[^/]+") + "$'"
                : "Exact, value: /api/v1" + path);
        words.put("routes", method.equals(TASK) ? "" : fill(ROUTES, words));
        words.put("shape", method.equals(TASK) ? "task" : "http");
        words.put("replicas", method.equals(TASK) ? "{min: 0, max: 2}" : "{min: 2, max: 4}");
        words.put("when", path.isEmpty() ? "unique = true" : "unique = true, cron = \"" + path + "\"");
        if (document == null) {
            return words;
        }
        String code = document.code.substring(document.code.indexOf('.') + 1);
        String column = document.column;
        words.putAll(Map.of("noun", document.noun(), "Noun", word(document.noun()), "table", document.table, "fixture", document.fixture,
                "address", path.replace("{id}", "\" + id + \""), "column", column, "field", camel(column)));
        words.put("columns", document.hasState() ? "id, state, version" : "id, version");
        words.put("components", document.hasState() ? "UUID id, String state, int version" : "UUID id, int version");
        words.put("refused", !document.hasState() ? ""
                : ";\n * 409 {@code " + code.toLowerCase() + "} unless it is {@code " + document.state + "}");
        words.put("requireState", document.hasState() ? "            " + document.noun() + ".requireState();\n" : "");
        words.put("stateRule", !document.hasState() ? "" : fill(STATE_RULE, Map.of("state", document.state, "code", document.code)));
        words.put("values", document.hasState() ? "id, state, version + 1" : "id, version + 1");
        words.put("codeImports", !document.hasState() ? ""
                : "import erp." + area + "." + document.code.substring(0, document.code.indexOf('.')) + ";\n");
        words.put("refusalImport", document.hasState() ? "import erp.work.Refusal;\n" : "");
        words.put("stateTest", !document.hasState() ? "" : fill(STATE_TEST, Map.of("noun", document.noun(), "table", document.table,
                "another", document.another, "code", code.toLowerCase(), "send",
                method.equals("POST") ? "send()" : "change(\"\\\"1\\\"\")")));
        boolean receivables = document.fixture.startsWith("receivables.");
        words.put("fixtureImports", (receivables ? "import erp.testing.ReceivablesFixtures;\n" : "")
                + (document.fixture.contains("new Piece") ? "import erp.testing.ReceivablesFixtures.Piece;\n" : ""));
        words.put("fixtureField", receivables ? "    @Inject\n    ReceivablesFixtures receivables;\n" : "");
        return words;
    }

    private static String word(String lower) {
        return lower.substring(0, 1).toUpperCase() + lower.substring(1);
    }

    private static String camel(String column) {
        String joined = Arrays.stream(column.split("_")).map(part -> part.isEmpty() ? "" : word(part)).collect(Collectors.joining());
        return joined.isEmpty() ? "" : joined.substring(0, 1).toLowerCase() + joined.substring(1);
    }

    /** The newest migration: the new function may need any of it. */
    private String schema() throws IOException {
        Pattern migration = Pattern.compile("V(\\d+)__.*\\.sql");
        try (Stream<Path> files = Files.list(root.resolve("shared/database/src/main/resources/db/migration"))) {
            return Integer.toString(files.map(file -> migration.matcher(file.getFileName().toString())).filter(Matcher::matches)
                    .mapToInt(matcher -> Integer.parseInt(matcher.group(1))).max().orElseThrow());
        }
    }

    /** The list of modules, in which an area's reads stand last. */
    private Path addModule() throws IOException {
        Path pom = root.resolve("functions/pom.xml");
        return insert(pom, "    <module>" + area + "/query-" + area + "</module>\n", "    <module>" + area + "/" + name + "</module>\n");
    }

    private Path addDependency(Map<String, String> words) throws IOException {
        return insert(root.resolve("infra/small/pom.xml"), fill(DEPENDENCY, Map.of("name", "query-" + area)), fill(DEPENDENCY, words));
    }

    private static Path insert(Path file, String before, String text) throws IOException {
        String old = Files.readString(file);
        require(old.contains(before), file + " has changed: it does not contain " + before.strip().lines().findFirst().orElse(""));
        return write(file, old.replace(before, text + before));
    }

    /** The list that roles are made of, sorted. */
    private Path addToFunctions() throws IOException {
        Path file = root.resolve("shared/library/src/main/resources/erp/platform/functions.csv");
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        String head = lines.removeFirst();
        lines.add(area + "," + name);
        return write(file, head + "\n" + lines.stream().sorted().collect(Collectors.joining("\n")) + "\n");
    }

    /** A request that succeeds, for the test of the contract over all writes. */
    private Path addCase(Document document) throws IOException {
        String request = document == null ? "_ -> Case.of(\"{\\\"name\\\": \\\"First\\\"}\")"
                : method.equals("POST") ? "s -> Case.without(" + document.staged + ")"
                : "s -> Case.about(" + document.staged + ", \"{\\\"" + camel(document.column) + "\\\": \\\"Something new\\\"}\")";
        return addEntry("Cases", request);
    }

    /** What refuses it, for the same test: nothing yet. */
    private Path addConflict() throws IOException {
        return addEntry("Conflicts", "_ -> Conflict.none(\"it is new, and has no rules yet\")");
    }

    /** Adds to a list of the contract's test, under the area's heading. */
    private Path addEntry(String list, String value) throws IOException {
        Path file = root.resolve("infra/local/src/test/java/erp/local/" + list + ".java");
        String heading = "            // " + area + "\n";
        String old = Files.readString(file);
        require(old.contains(heading), file + " has changed: it does not contain " + heading.strip());
        return write(file, old.replace(heading, heading + "            entry(\"" + name + "\", " + value + "),\n"));
    }

    private static String fill(String text, Map<String, String> words) {
        return Pattern.compile("@@([A-Za-z]+)@@").matcher(text).replaceAll(found -> Matcher.quoteReplacement(words.get(found.group(1))));
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static final String POM = """
            <?xml version="1.0" encoding="UTF-8"?>
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <parent>
                <groupId>erp</groupId>
                <artifactId>functions</artifactId>
                <version>1.0.0-SNAPSHOT</version>
                <relativePath>../../pom.xml</relativePath>
              </parent>
              <artifactId>@@name@@</artifactId>
            </project>
            """;

    private static final String CARD = """
            # The function's card: what is special about it. The rest is made of it (infra/kustomize).
            apiVersion: erp/v1
            kind: Function
            metadata:
              name: @@name@@
              annotations:
                config.kubernetes.io/local-config: "true"
            spec:
              area: @@area@@
            @@routes@@@@queue@@  replicas: @@replicas@@
              schema: @@schema@@
            """;

    private static final String KUSTOMIZATION = """
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources:
              - function.yaml
            components:
              - ../../../infra/kustomize/@@shape@@
            """;

    private static final String ROUTES = """
              routes:
                - method: @@METHOD@@
                  path: {type: @@match@@}
            """;

    private static final String DEPENDENCY = """
                <dependency>
                  <groupId>erp</groupId>
                  <artifactId>@@name@@</artifactId>
                  <version>${project.version}</version>
                </dependency>
            """.indent(0);

    private static final String STATE_RULE = """
                    void requireState() {
                        if (!state.equals("@@state@@")) {
                            throw new Refusal(@@code@@, state);
                        }
                    }

            """;

    private static final String COMMAND = """
            package erp.@@area@@.@@package@@;

            @@codeImports@@import erp.web.Function;
            import erp.work.Identified;
            @@refusalImport@@import erp.work.Versioned;
            import erp.work.Work;
            import io.micronaut.core.annotation.Introspected;
            import io.micronaut.http.HttpResponse;
            import io.micronaut.http.annotation.Controller;
            import io.micronaut.http.annotation.PathVariable;
            import io.micronaut.http.annotation.Post;
            import java.util.UUID;

            /**
             * The @@noun@@ is locked and looked at, and gets a new version; nothing else of it changes. A repeated request gets the first
             * answer, because its key is known.
             *
             * <p>Refused: 404; 412 {@code version_stale}@@refused@@.
             */
            @Controller
            @Function(name = "@@name@@")
            class @@Type@@ {

                private final Work work;

                @@Type@@(Work work) {
                    this.work = work;
                }

                @Post("@@path@@")
                HttpResponse<@@Noun@@> @@handler@@(@PathVariable UUID id) {
                    return work.once(tx -> {
                        @@Noun@@ @@noun@@ = tx.get(@@Noun@@.class, \"""
                                select @@columns@@ from @@table@@ where company_id = ? and id = ? for no key update\""",
                                tx.company(), id);
                        @@noun@@.refuseStale(tx.call());
            @@requireState@@            tx.write("update @@table@@ set version = version + 1 where company_id = ? and id = ?",
                                tx.company(), id);
                        return @@noun@@.next();
                    });
                }

                /** The @@noun@@ as this command sees and leaves it. */
                @Introspected
                record @@Noun@@(@@components@@) implements Identified, Versioned {

            @@stateRule@@        @@Noun@@ next() {
                        return new @@Noun@@(@@values@@);
                    }
                }
            }
            """;

    private static final String EDIT = """
            package erp.@@area@@.@@package@@;

            @@codeImports@@import erp.web.Function;
            import erp.work.Identified;
            @@refusalImport@@import erp.work.Versioned;
            import erp.work.Work;
            import io.micronaut.core.annotation.Introspected;
            import io.micronaut.http.HttpResponse;
            import io.micronaut.http.annotation.Body;
            import io.micronaut.http.annotation.Controller;
            import io.micronaut.http.annotation.PathVariable;
            import io.micronaut.http.annotation.@@Method@@;
            import jakarta.validation.constraints.NotBlank;
            import jakarta.validation.constraints.Size;
            import java.util.UUID;

            /**
             * The {@code @@field@@} of the @@noun@@ changes, for those who have seen the @@noun@@ as it is. A repeated request
             * gets the first answer, because its key is known.
             *
             * <p>Refused: 428 and 412 without the version that is changed; 404@@refused@@; 422 {@code required}.
             */
            @Controller
            @Function(name = "@@name@@")
            class @@Type@@ {

                private final Work work;

                @@Type@@(Work work) {
                    this.work = work;
                }

                @@@Method@@("@@path@@")
                HttpResponse<@@Noun@@> @@handler@@(@PathVariable UUID id, @Body Request request) {
                    return work.once(request, tx -> {
                        tx.call().requireIfMatch();
                        @@Noun@@ @@noun@@ = tx.get(@@Noun@@.class, \"""
                                select @@columns@@ from @@table@@ where company_id = ? and id = ? for no key update\""",
                                tx.company(), id);
                        @@noun@@.refuseStale(tx.call());
            @@requireState@@            tx.write(\"""
                                update @@table@@ set @@column@@ = ?, version = version + 1 where company_id = ? and id = ?\""",
                                request.@@field@@, tx.company(), id);
                        return @@noun@@.next();
                    });
                }

                /** What it becomes. */
                @Introspected
                record Request(@NotBlank @Size(max = 100) String @@field@@) {
                }

                /** The @@noun@@ as this function sees and leaves it. */
                @Introspected
                record @@Noun@@(@@components@@) implements Identified, Versioned {

            @@stateRule@@        @@Noun@@ next() {
                        return new @@Noun@@(@@values@@);
                    }
                }
            }
            """;

    private static final String CREATION = """
            package erp.@@area@@.@@package@@;

            import erp.company.Companies;
            import erp.web.Function;
            import erp.work.Identified;
            import erp.work.Ids;
            import erp.work.Work;
            import io.micronaut.core.annotation.Introspected;
            import io.micronaut.core.annotation.Nullable;
            import io.micronaut.http.HttpResponse;
            import io.micronaut.http.HttpStatus;
            import io.micronaut.http.annotation.Body;
            import io.micronaut.http.annotation.Controller;
            import io.micronaut.http.annotation.Post;
            import io.micronaut.http.annotation.Status;
            import jakarta.validation.constraints.NotBlank;
            import jakarta.validation.constraints.Size;
            import java.time.LocalDate;
            import java.util.UUID;

            /**
             * What is asked gets an identifier and a date. It is kept with its answer under the request's key, and nowhere else: a repeated
             * request gets the first answer. A table of its own begins with a migration in {@code shared/database}.
             *
             * <p>Refused: 422 {@code required}.
             */
            @Controller
            @Function(name = "@@name@@")
            class @@Type@@ {

                private final Work work;
                private final Companies companies;

                @@Type@@(Work work, Companies companies) {
                    this.work = work;
                    this.companies = companies;
                }

                @Post("@@path@@")
                @Status(HttpStatus.CREATED)
                HttpResponse<Response> @@handler@@(@Body Request request) {
                    return work.once(request, tx -> {
                        LocalDate date = request.date == null ? companies.of(tx).date(tx.now()) : request.date;
                        return new Response(Ids.next(), request.name, date);
                    });
                }

                /**
                 * What is asked.
                 *
                 * @param name what it is called
                 * @param date the company's today when absent
                 */
                @Introspected
                record Request(@NotBlank @Size(max = 100) String name, @Nullable LocalDate date) {
                }

                /** What came of it. */
                @Introspected
                record Response(UUID id, String name, LocalDate date) implements Identified {
                }
            }
            """;

    private static final String TASK_HANDLER = """
            package erp.@@area@@.@@package@@;

            import erp.company.Companies;
            import erp.tasks.InTransaction;
            import erp.tasks.Run;
            import erp.tasks.Task;
            import erp.work.Tx;
            import io.micronaut.core.annotation.Nullable;
            import jakarta.inject.Singleton;
            import java.time.LocalDate;

            /**
             * A day is looked at, and its date is the result; nothing else comes of it. A table of its own begins with a migration in
             * {@code shared/database}. Repeating is safe, because effect and completion are committed together.
             *
             * <p>Refused: nothing yet. What is refused ends in the dead letters with its reason; everything else is tried again.
             */
            @Singleton
            class @@Type@@ implements InTransaction<@@Type@@.Args> {

                private final Companies companies;

                @@Type@@(Companies companies) {
                    this.companies = companies;
                }

                @Override
                public Result run(Tx tx, Run run, Args args) {
                    return new Result(companies.of(tx).date(args.date, tx.now()));
                }

                /**
                 * What is to be done.
                 *
                 * @param date the company's today when absent
                 */
                @Task(name = "@@name@@", @@when@@)
                record Args(@Nullable LocalDate date) {
                }

                /** What came of it. */
                record Result(LocalDate date) {
                }
            }
            """;

    private static final String TASK_TEST = """
            package erp.@@area@@.@@package@@;

            import static org.junit.jupiter.api.Assertions.assertEquals;

            import erp.security.Caller;
            import erp.tasks.Wish;
            import erp.testing.Fixtures;
            import erp.testing.TaskRuns;
            import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
            import jakarta.inject.Inject;
            import java.time.LocalDate;
            import org.junit.jupiter.api.BeforeEach;
            import org.junit.jupiter.api.Test;

            @MicronautTest(transactional = false)
            class @@Type@@Test {

                @Inject
                TaskRuns tasks;
                @Inject
                Fixtures fixtures;
                private Caller caller;

                @BeforeEach
                void company() {
                    caller = fixtures.company();
                }

                @Test
                void saysTheDateItWasGiven() {
                    TaskRuns.Row task = tasks.run(caller, new @@Type@@.Args(LocalDate.of(2026, 11, 2)));
                    assertEquals("done", task.state(), task::error);
                    assertEquals("{\\"date\\": \\"2026-11-02\\"}", task.result());
                }

                @Test
                void takesTheCompanysTodayWithoutOne() {
                    TaskRuns.Row task = tasks.run(caller, new @@Type@@.Args(null));
                    String today = fixtures.value(caller, String.class,
                            "select (started_at at time zone 'Europe/Berlin')::date::text from tasks.tasks where id = ?", task.id());
                    assertEquals("{\\"date\\": \\"" + today + "\\"}", task.result());
                }

                @Test
                void isWantedOnceWhileItIsOpen() {
                    tasks.enqueue(caller, Wish.of(new @@Type@@.Args(null)));
                    tasks.enqueue(caller, Wish.of(new @@Type@@.Args(null)));
                    assertEquals(1, tasks.of(caller, "@@name@@").size());
                }
            }
            """;

    private static final String TEST_HEAD = """
            package erp.@@area@@.@@package@@;

            import static org.junit.jupiter.api.Assertions.assertEquals;

            import erp.security.Caller;
            import erp.testing.Api;
            import erp.testing.Fixtures;
            @@fixtureImports@@import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
            import jakarta.inject.Inject;
            import java.util.UUID;
            import org.junit.jupiter.api.BeforeEach;
            import org.junit.jupiter.api.Test;

            @MicronautTest(transactional = false)
            class @@Type@@Test {

                @Inject
                Api api;
                @Inject
                Fixtures fixtures;
            @@fixtureField@@    private Caller caller;
                private UUID id;

                @BeforeEach
                void @@noun@@() {
                    caller = fixtures.company();
                    id = @@fixture@@;
                }
            """;

    private static final String STATE_TEST = """

                @Test
                void refusesAnotherState() {
                    fixtures.in(caller, tx -> {
                        tx.write("update @@table@@ set @@another@@ where company_id = ? and id = ?", tx.company(), id);
                        return null;
                    });
                    @@send@@.expect(409, "@@code@@");
                }
            """;

    private static final String COMMAND_TEST = TEST_HEAD + """

                private Api.Answer send(String... headers) {
                    String key = UUID.randomUUID().toString();
                    return api.as(caller).write("POST", "/api/v1@@address@@", "{}", key, headers);
                }

                @Test
                void givesTheDocumentANewVersion() {
                    Api.Answer answer = send().expect(200);
                    assertEquals(id.toString(), answer.at("/id"));
                    assertEquals("\\"2\\"", answer.header("ETag"));
                    assertEquals(2, fixtures.value(caller, Integer.class, "select version from @@table@@ where id = ?", id));
                }
            @@stateTest@@
                @Test
                void honoursTheVersionWhenItIsNamed() {
                    send("If-Match", "\\"9\\"").expect(412, "version_stale");
                    send("If-Match", "\\"1\\"").expect(200);
                }

                @Test
                void findsNothingUnderAnotherId() {
                    id = UUID.randomUUID();
                    send().expect(404, "not_found");
                }

                @Test
                void findsNothingOfAnotherCompany() {
                    caller = fixtures.company();
                    send().expect(404, "not_found");
                }
            }
            """;

    private static final String EDIT_TEST = TEST_HEAD + """

                private Api.Answer change(String version) {
                    return send("{\\"@@field@@\\": \\"Something new\\"}", "If-Match", version);
                }

                private Api.Answer send(String body, String... headers) {
                    String key = UUID.randomUUID().toString();
                    return api.as(caller).write("@@METHOD@@", "/api/v1@@address@@", body, key, headers);
                }

                @Test
                void changesTheDocument() {
                    assertEquals("\\"2\\"", change("\\"1\\"").expect(200).header("ETag"));
                    assertEquals("Something new", fixtures.value(caller, String.class,
                            "select @@column@@ from @@table@@ where id = ?", id));
                }
            @@stateTest@@
                @Test
                void wantsTheVersionThatIsChanged() {
                    send("{\\"@@field@@\\": \\"Something new\\"}").expect(428, "if_match_missing");
                    change("\\"9\\"").expect(412, "version_stale");
                }

                @Test
                void refusesNothing() {
                    send("{}", "If-Match", "\\"1\\"").expect(400, "missing_field");
                    send("{\\"@@field@@\\": \\" \\"}", "If-Match", "\\"1\\"").expect(422, "required");
                }

                @Test
                void findsNothingUnderAnotherId() {
                    id = UUID.randomUUID();
                    change("\\"1\\"").expect(404, "not_found");
                }
            }
            """;

    private static final String CREATION_TEST = """
            package erp.@@area@@.@@package@@;

            import static org.junit.jupiter.api.Assertions.assertEquals;

            import erp.security.Caller;
            import erp.testing.Api;
            import erp.testing.Fixtures;
            import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
            import jakarta.inject.Inject;
            import java.util.UUID;
            import org.junit.jupiter.api.BeforeEach;
            import org.junit.jupiter.api.Test;

            @MicronautTest(transactional = false)
            class @@Type@@Test {

                @Inject
                Api api;
                @Inject
                Fixtures fixtures;
                private Caller caller;

                @BeforeEach
                void company() {
                    caller = fixtures.company();
                }

                private Api.Answer send(String body) {
                    return api.as(caller).post("@@path@@", body);
                }

                @Test
                void givesWhatIsAskedAnIdentifier() {
                    Api.Answer answer = send("{\\"name\\": \\"First\\", \\"date\\": \\"2026-11-02\\"}").expect(201);
                    assertEquals("First", answer.at("/name"));
                    assertEquals("2026-11-02", answer.at("/date"));
                    assertEquals("@@path@@/" + answer.at("/id"), answer.header("Location"));
                }

                @Test
                void answersARepetitionWithTheFirstAnswer() {
                    String key = UUID.randomUUID().toString();
                    String body = "{\\"name\\": \\"First\\"}";
                    Api.Answer first = api.as(caller).write("POST", "@@path@@", body, key).expect(201);
                    Api.Answer second = api.as(caller).write("POST", "@@path@@", body, key).expect(201);
                    assertEquals(first.text(), second.text());
                    assertEquals("true", second.header("Idempotency-Replayed"));
                }

                @Test
                void refusesWithoutAName() {
                    send("{}").expect(400, "missing_field");
                    send("{\\"name\\": \\" \\"}").expect(422, "required");
                }
            }
            """;
}
