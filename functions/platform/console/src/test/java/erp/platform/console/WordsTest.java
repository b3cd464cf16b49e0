package erp.platform.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WordsTest {

    private static final Path SOURCES = Path.of(System.getProperty("erp.root"), "functions/platform/console/src/main");
    private static final Pattern USED = Pattern.compile("\\bt\\(\"([a-z.-]+)\"[,)]");
    private static final Pattern STARTED = Pattern.compile("\\bt\\(\"([a-z.-]+\\.)\"\\s*\\+");
    private static final Pattern PLACE = Pattern.compile("\\{\\d}");

    @Test
    void bothLanguagesHaveAllTextsWithTheSamePlaces() throws IOException {
        Properties english = texts("en");
        Properties german = texts("de");
        assertEquals(new TreeSet<>(english.keySet()), new TreeSet<>(german.keySet()));
        for (String key : english.stringPropertyNames()) {
            assertEquals(places(english.getProperty(key)), places(german.getProperty(key)), key);
            assertTrue(!german.getProperty(key).isBlank() && !english.getProperty(key).isBlank(), key);
        }
    }

    @Test
    void everyTextThatPagesNameIsThereAndNoOther() throws IOException {
        Set<String> keys = texts("en").stringPropertyNames();
        String sources;
        try (Stream<Path> files = Files.walk(SOURCES)) {
            sources = files.filter(file -> file.toString().matches(".*\\.(jte|java)")).map(WordsTest::read).collect(Collectors.joining());
        }
        Matcher used = USED.matcher(sources);
        while (used.find()) {
            assertTrue(keys.contains(used.group(1)), used::group);
        }
        Matcher started = STARTED.matcher(sources);
        while (started.find()) {
            assertTrue(keys.stream().anyMatch(key -> key.startsWith(started.group(1))), started::group);
        }
        assertEquals(Set.of(), keys.stream().filter(key -> !sources.contains("\"" + key + "\"")
                && starts(key).noneMatch(start -> sources.contains("\"" + start + "\""))).collect(Collectors.toSet()));
    }

    /** {@code many.retry.text} may be put together from {@code many.} or from {@code many.retry.} */
    private static Stream<String> starts(String key) {
        return Stream.iterate(key.indexOf('.'), dot -> dot >= 0, dot -> key.indexOf('.', dot + 1)).map(dot -> key.substring(0, dot + 1));
    }

    @Test
    void timesAreThoseOfTheCompanyAndLengthsAreShort() {
        Instant now = Instant.parse("2026-11-21T18:00:00Z");
        Words german = new Words(Locale.GERMAN, ZoneId.of("Europe/Berlin"), now);
        Words english = new Words(Locale.ENGLISH, ZoneId.of("Europe/Berlin"), now);
        assertEquals("19:00:00", german.time(now));
        assertEquals("20.11.2026 19:00:00", german.time(now.minusSeconds(86_400)));
        assertEquals("vor 1 min 5 s", german.ago(now.minusSeconds(65)));
        assertEquals("in 2 h 0 min", english.ago(now.plusSeconds(7_200)));
        assertEquals("3 d ago", english.ago(now.minusSeconds(3 * 86_400)));
        assertEquals("1,2 s 812 ms 42 s", german.millis(1_234L) + " " + german.millis(812L) + " " + german.millis(42_999L));
        assertEquals("1.000.000 1,000,000", german.count(1_000_000) + " " + english.count(1_000_000));
    }

    private static Set<String> places(String text) {
        return PLACE.matcher(text).results().map(result -> result.group()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Properties texts(String language) throws IOException {
        Properties texts = new Properties();
        texts.load(Files.newBufferedReader(SOURCES.resolve("resources/erp/platform/console/words_" + language + ".properties"),
                StandardCharsets.UTF_8));
        return texts;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
