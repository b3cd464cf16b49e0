package erp.platform.queryplatform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import erp.csv.Csv;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.work.Code;
import erp.work.Texts;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
    /** What SQL functions refuse, and the schema of the function, which is its area. */
    private static final Pattern RAISED = Pattern.compile(
            "create (?:or replace )?function ([a-z]+)\\.|errcode = '([a-z]+)_violation',\\s+constraint = '([a-z_]+)'");
    private static final Map<String, Integer> BY_KIND = Map.of("u", 409, "x", 409, "c", 422, "f", 422, "unique", 409, "exclusion", 409,
            "restrict", 409, "check", 422, "foreign_key", 422);
    /** The packages of the library whose area has another name. */
    private static final Map<String, String> AREAS = Map.of("stock", "inventory", "tax", "money");
    private static final Pattern HASHED = Pattern.compile("<(style|script)>(.*?)</\\1>", Pattern.DOTALL);

    private record Problem(int status, String area) {
    }

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;

    /** The codes of the enums, and the names of constraints that have texts; {@code -Dproblems.write} writes the list. */
    @Test
    void theListIsComplete() throws IOException {
        Map<String, Problem> codes = new TreeMap<>(constraints());
        new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("erp").stream()
                .filter(type -> type.isEnum() && type.isAssignableTo(Code.class))
                .sorted(Comparator.comparing(JavaClass::getName).reversed())
                .forEach(type -> {
                    String area = type.getPackageName().substring("erp.".length());
                    for (Object code : type.reflect().getEnumConstants()) {
                        codes.put(((Code) code).code(), new Problem(((Code) code).status(), AREAS.getOrDefault(area, area)));
                    }
                });
        String text = codes.entrySet().stream()
                .map(code -> "%s,%d,%s\n".formatted(code.getKey(), code.getValue().status, code.getValue().area))
                .collect(Collectors.joining("", "code,status,area\n", ""));
        if (System.getProperty("problems.write") != null) {
            Files.writeString(CHECKED_IN, text);
        }
        assertEquals(Files.readString(CHECKED_IN), text, "refusals have changed: run ./mvnw verify -Dproblems.write");
    }

    @Test
    void programsGetAList() {
        Api.Answer list = api.as(null).get("/api/problems").expect(200);
        assertTrue(list.header("Content-Type").startsWith("application/json"));
        assertTrue(list.body().size() > 50);
        list.body().forEach(problem -> assertTrue(problem.at("/help/de").asText().length() > problem.at("/title/de").asText().length(),
                problem::toString));
        assertEquals("/api/problems#token_missing", api.as(null).get("/api/v1/users").expect(401).at("/type"));
    }

    @Test
    void peopleGetAPageInTheirLanguageWithEachCodeAtItsAnchor() {
        for (Locale language : List.of(Locale.GERMAN, Locale.ENGLISH)) {
            Api.Answer page = page("", language.getLanguage() + ",*;q=0.5");
            assertEquals(language.getLanguage(), page.header("Content-Language"));
            assertTrue(page.header("Vary").contains("Accept-Language"), page.header("Vary"));
            assertTrue(page.text().contains("<html lang=\"" + language.getLanguage() + "\">"));
            for (Map<String, String> problem : Csv.resource(ProblemList.class, "problems.csv")) {
                String code = problem.get("code");
                int at = page.text().indexOf("<article id=\"" + code + "\">");
                assertTrue(at > 0, code);
                String article = page.text().substring(at, page.text().indexOf("</article>", at));
                assertTrue(article.contains(Texts.title(code, language)), article);
                assertTrue(article.contains(Texts.help(code, language)), article);
                assertTrue(article.contains(problem.get("status") + " <a href=\"#" + code + "\">"), article);
            }
        }
    }

    @Test
    void anyLanguageOfThePageCanBeAskedFor() {
        assertEquals("de", page("?language=de", "en").header("Content-Language"));
        assertEquals("en", page("?language=en", "de").header("Content-Language"));
        assertEquals("en", page("", "fr").header("Content-Language"));
        api.as(null).get("/api/problems?language=fr").expect(400, "invalid_parameter");
    }

    /** The policy names the very style and script of the page, and lets nothing be loaded from anywhere. */
    @Test
    void thePageStandsForItself() throws NoSuchAlgorithmException {
        for (String language : List.of("de", "en")) {
            Api.Answer page = page("", language);
            assertFalse(page.text().contains("://") || page.text().contains(" src="), "nothing comes from elsewhere");
            assertTrue(page.header("Content-Security-Policy").startsWith("default-src 'none'; "));
            Matcher parts = HASHED.matcher(page.text());
            for (String part : List.of("style", "script")) {
                assertTrue(parts.find());
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(parts.group(2).getBytes(StandardCharsets.UTF_8));
                String allowed = part + "-src 'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
                assertTrue(page.header("Content-Security-Policy").contains(allowed), page.header("Content-Security-Policy"));
            }
        }
    }

    /** It says of an operation what its description says, and leads there. */
    @Test
    void aProblemNamesTheOperationsThatGiveIt() {
        assertTrue(page("", "en").text().contains("<a href=\"/api/docs#/sales/confirm-order\">confirm-order</a>"));
        assertTrue(api.as(null).get("/api/problems").body().findValuesAsText("id").contains("confirm-order"));
    }

    private Api.Answer page(String query, String languages) {
        return api.send(api.as(null).request("GET", "/api/problems" + query, null, null, "Accept", "text/html,*/*;q=0.8",
                "Accept-Language", languages)).expect(200);
    }

    /** Names of constraints with texts: what SQL refuses by itself, and what its functions raise. */
    private Map<String, Problem> constraints() throws IOException {
        Map<String, Problem> found = new TreeMap<>();
        Caller anybody = fixtures.company();
        List<String> texts = Stream.of(new String(ProblemListTest.class.getResourceAsStream("/problems_en.properties").readAllBytes(),
                StandardCharsets.UTF_8).split("\n")).filter(line -> line.contains(".title=")).map(line -> line.split("\\.title=")[0])
                        .toList();
        for (String constraint : fixtures.in(anybody, tx -> tx.list(String.class, """
                select distinct contype::text || ' ' || conname || ' ' || connamespace::regnamespace::text from pg_constraint
                 where conname = any(?)""", texts))) {
            String[] parts = constraint.split(" ");
            found.put(parts[1], new Problem(BY_KIND.get(parts[0]), parts[2]));
        }
        try (Stream<Path> migrations = Files.list(ROOT.resolve("shared/database/src/main/resources/db/migration"))) {
            for (Path migration : migrations.sorted().toList()) {
                String schema = null;
                Matcher raised = RAISED.matcher(Files.readString(migration));
                while (raised.find()) {
                    if (raised.group(1) != null) {
                        schema = raised.group(1);
                    } else {
                        found.putIfAbsent(raised.group(3), new Problem(BY_KIND.get(raised.group(2)), schema));
                    }
                }
            }
        }
        found.keySet().retainAll(texts);
        return found;
    }
}
