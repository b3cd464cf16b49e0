package erp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of configuration in {@code shared/README.md} names every variable that is meant to be set, with its true default. */
class ConfigurationTableTest {

    private static final Path ROOT = Path.of(System.getProperty("erp.root"));
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| (.*?) ?\\| (.+) \\|$");
    private static final Pattern VALUE = Pattern.compile("@Value\\(\"\\$\\{([a-z.-]+)}\"\\)");
    private static final Pattern LOG = Pattern.compile("\\$\\{([A-Z_]+):-([^}]*)}");
    /** What is the framework's or the secrets' own, and has no default here. */
    private static final Map<String, String> OTHERS = Map.of("ERP_SECRETS", "", "MICRONAUT_SERVER_HOST", "");
    /** Properties that are decided on for all, and not meant to be set: a new one is either here or in the table. */
    private static final Pattern FIXED = Pattern.compile("micronaut\\.(application\\.name|server\\.(idle-timeout|netty\\..*)|router\\..*"
            + "|metrics\\..*|lifecycle\\.graceful-shutdown\\.enabled)|endpoints\\..*|jackson\\..*|redis\\.(health\\.)?enabled"
            + "|datasources\\.[a-z]+\\.(minimum-idle|idle-timeout|connection-timeout|initialization-fail-timeout)");

    @Test
    void theTableIsThatOfTheCode() throws IOException {
        Map<String, String> expected = new TreeMap<>(OTHERS);
        Properties properties = properties();
        for (String name : properties.stringPropertyNames()) {
            if (!FIXED.matcher(name).matches()) {
                expected.put(variable(name), properties.getProperty(name));
            }
        }
        for (Path file : sources()) {
            String text = Files.readString(file);
            VALUE.matcher(text).results().map(value -> value.group(1)).forEach(name -> expected.putIfAbsent(variable(name), ""));
            if (text.contains("\n@ConfigurationProperties(")) {
                components("", load(file)).forEach(expected::putIfAbsent);
            }
        }
        LOG.matcher(Files.readString(ROOT.resolve("shared/library/src/main/resources/logback.xml"))).results()
                .forEach(found -> expected.put(found.group(1), found.group(2)));
        expected.replaceAll((_, value) -> value.startsWith("${") ? "that of " + variable(value.substring(2, value.length() - 1)) : value);
        assertEquals(lines(expected), lines(table()));
    }

    /** None of these checks is one that cannot fail. */
    @Test
    void whatItLooksAtIsThere() throws IOException {
        assertTrue(sources().stream().filter(file -> read(file).contains("\n@ConfigurationProperties(")).count() >= 3);
        assertTrue(sources().stream().filter(file -> VALUE.matcher(read(file)).find()).count() >= 3);
        assertEquals("erp", components("", load(ROOT.resolve("shared/library/src/main/java/erp/security/SecuritySettings.java")))
                .get("ERP_SECURITY_AUDIENCE"));
        assertEquals("DATASOURCES_COMMAND_MAXIMUM_POOL_SIZE", variable("datasources.command.maximum-pool-size"));
    }

    private static Map<String, String> table() throws IOException {
        Map<String, String> table = new TreeMap<>();
        ROW.matcher(Files.readString(ROOT.resolve("shared/README.md"))).results()
                .forEach(row -> table.put(row.group(1), row.group(2).replace("`", "")));
        return table;
    }

    private static String lines(Map<String, String> variables) {
        return variables.entrySet().stream().map(entry -> entry.getKey() + " = " + entry.getValue()).collect(Collectors.joining("\n"));
    }

    private static Properties properties() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(ROOT.resolve("shared/library/src/main/resources/application.properties"))) {
            properties.load(in);
        }
        return properties;
    }

    /** The components of a settings record, those of records within it too, and their defaults. */
    private static Map<String, String> components(String prefix, Class<?> type) {
        Map<String, String> components = new TreeMap<>();
        String path = prefix + type.getAnnotation(ConfigurationProperties.class).value() + ".";
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getType().isAnnotationPresent(ConfigurationProperties.class)) {
                components.putAll(components(path, component.getType()));
            } else {
                Bindable bound = component.getAccessor().getAnnotation(Bindable.class);
                String name = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
                components.put(variable(path + name), bound == null ? "" : bound.defaultValue());
            }
        }
        return components;
    }

    private static Class<?> load(Path file) {
        String path = file.toString().replace('\\', '/');
        String name = path.substring(path.indexOf("/src/main/java/") + "/src/main/java/".length(), path.length() - ".java".length());
        try {
            return Class.forName(name.replace('/', '.'), false, ConfigurationTableTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> sources() throws IOException {
        TreeSet<Path> sources = new TreeSet<>();
        for (Path folder : List.of(ROOT.resolve("functions"), ROOT.resolve("shared/library"))) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".java") && file.toString().replace('\\', '/').contains("/src/main/java/"))
                        .forEach(sources::add);
            }
        }
        return List.copyOf(sources);
    }

    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
