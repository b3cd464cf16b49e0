package erp.platform.queryplatform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.work.Code;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class ProblemListTest {

    private static final Path ROOT = Path.of(System.getProperty("erp.root"));
    private static final Path CHECKED_IN = ROOT
            .resolve("functions/platform/query-platform/src/main/resources/erp/platform/queryplatform/problems.csv");
    private static final Pattern RAISED = Pattern.compile("errcode = '([a-z]+)_violation',\\s+constraint = '([a-z_]+)'");
    private static final Map<String, Integer> BY_KIND = Map.of("u", 409, "x", 409, "c", 422, "f", 422, "unique", 409, "exclusion", 409,
            "restrict", 409, "check", 422, "foreign_key", 422);

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;

    /** The codes of the enums, and the names of constraints that have texts; {@code -Dproblems.write} writes the list. */
    @Test
    void theListIsComplete() throws IOException {
        Map<String, Integer> codes = new TreeMap<>();
        constraints().forEach((name, kind) -> codes.put(name, BY_KIND.get(kind)));
        for (JavaClass type : new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("erp")) {
            if (type.isEnum() && type.isAssignableTo(Code.class)) {
                for (Object code : type.reflect().getEnumConstants()) {
                    codes.put(((Code) code).code(), ((Code) code).status());
                }
            }
        }
        String text = codes.entrySet().stream().map(code -> code.getKey() + "," + code.getValue() + "\n")
                .collect(Collectors.joining("", "code,status\n", ""));
        if (System.getProperty("problems.write") != null) {
            Files.writeString(CHECKED_IN, text);
        }
        assertEquals(Files.readString(CHECKED_IN), text, "refusals have changed: run ./mvnw verify -Dproblems.write");
    }

    @Test
    void peopleGetAPageAndProgramsAList() {
        Api.Answer list = api.as(null).get("/api/problems").expect(200);
        assertTrue(list.header("Content-Type").startsWith("application/json"));
        assertTrue(list.body().size() > 50);
        Api.Answer page = api.send(api.as(null).request("GET", "/api/problems", null, null, "Accept", "text/html,*/*;q=0.8")).expect(200);
        assertTrue(page.header("Content-Type").startsWith("text/html"));
        assertTrue(page.text().contains("<tr id=\"version_stale\"><td><a href=\"#version_stale\"><code>version_stale</code></a></td>"));
        assertTrue(page.text().contains("Zu viele Anfragen"), "both languages");
        assertEquals("/api/problems#token_missing", api.as(null).get("/api/v1/users").expect(401).at("/type"));
    }

    /** Names of constraints with texts, by their kind: what SQL refuses by itself, and what its functions raise. */
    private Map<String, String> constraints() throws IOException {
        Map<String, String> kinds = new TreeMap<>();
        Caller anybody = fixtures.company();
        List<String> texts = Stream.of(new String(ProblemListTest.class.getResourceAsStream("/problems_en.properties").readAllBytes(),
                StandardCharsets.UTF_8).split("\n")).filter(line -> line.contains(".title=")).map(line -> line.split("\\.title=")[0])
                        .toList();
        for (String constraint : fixtures.in(anybody, tx -> tx.list(String.class,
                "select distinct contype::text || ' ' || conname::text from pg_constraint where conname = any(?)", texts))) {
            kinds.put(constraint.substring(2), constraint.substring(0, 1));
        }
        try (Stream<Path> migrations = Files.list(ROOT.resolve("shared/database/src/main/resources/db/migration"))) {
            for (Path migration : migrations.toList()) {
                Matcher raised = RAISED.matcher(Files.readString(migration));
                while (raised.find()) {
                    kinds.put(raised.group(2), raised.group(1));
                }
            }
        }
        kinds.keySet().retainAll(texts);
        return kinds;
    }
}
