package erp.security;

import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.ApplicationContextConfigurer;
import io.micronaut.context.annotation.ContextConfigurer;
import io.micronaut.context.env.EnvironmentPropertySource;
import io.micronaut.context.env.MapPropertySource;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import io.micronaut.context.exceptions.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Configuration from files, for secrets: {@code DATASOURCES_COMMAND_PASSWORD_FILE=/run/secrets/x} sets
 * {@code DATASOURCES_COMMAND_PASSWORD}, that is {@code datasources.command.password}, to what the file says; with
 * {@code ERP_SECRETS=/run/secrets} each file of that directory named like an environment variable sets that variable. Both
 * are read once, at start, from the environment or system properties. (Micronaut itself reads only files of many properties.)
 */
@ContextConfigurer
public final class Secrets implements ApplicationContextConfigurer {

    /** Names the directory. */
    static final String DIRECTORY = "ERP_SECRETS";
    private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]*");
    /** What this system is configured by; other programs' {@code …_FILE} variables, such as SSL_CERT_FILE, are none of our business. */
    private static final Pattern OWN_FILE = Pattern.compile("((?:DATASOURCES|ERP|FLYWAY|MICRONAUT|REDIS)_[A-Z0-9_]+)_FILE");

    @Override
    public void configure(ApplicationContextBuilder builder) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        System.getProperties().stringPropertyNames().forEach(name -> environment.put(name, System.getProperty(name)));
        Map<String, Object> secrets = read(environment);
        if (!secrets.isEmpty()) {
            builder.propertySources(new Source(secrets));
        }
    }

    /**
     * The variables that are set by files.
     *
     * @throws ConfigurationException where a file cannot be read or a variable is set twice, in one line
     */
    static Map<String, Object> read(Map<String, String> environment) {
        Map<String, Object> secrets = new TreeMap<>();
        if (environment.containsKey(DIRECTORY)) {
            Path directory = Path.of(environment.get(DIRECTORY));
            try (Stream<Path> files = Files.list(directory)) {
                files.filter(file -> VARIABLE.matcher(file.getFileName().toString()).matches() && Files.isRegularFile(file))
                    .forEach(file -> put(secrets, file.getFileName().toString(), content(DIRECTORY, file)));
            } catch (IOException e) {
                throw new ConfigurationException(DIRECTORY + " names " + directory + ", which is not a directory that can be read");
            }
        }
        environment.forEach((name, value) -> {
            var own = OWN_FILE.matcher(name);
            if (own.matches()) {
                put(secrets, own.group(1), content(name, Path.of(value)));
            }
        });
        for (String name : secrets.keySet()) {
            if (environment.containsKey(name)) {
                throw new ConfigurationException(name + " is set both directly and by a file; set one of them");
            }
        }
        return secrets;
    }

    private static void put(Map<String, Object> secrets, String name, String value) {
        if (secrets.put(name, value) != null) {
            throw new ConfigurationException(name + " is set by two files; keep one of them");
        }
    }

    /** The file's text without the line end that editors and {@code echo} add. */
    private static String content(String variable, Path file) {
        try {
            return Files.readString(file).replaceFirst("\\r?\\n\\z", "");
        } catch (IOException e) {
            throw new ConfigurationException(variable + " names " + file + ", which cannot be read");
        }
    }

    /** Named and ranked like the environment: above application.yml, below system properties. */
    private static final class Source extends MapPropertySource {

        Source(Map<String, Object> secrets) {
            super("secrets", secrets);
        }

        @Override
        public int getOrder() {
            return EnvironmentPropertySource.POSITION;
        }

        @Override
        public PropertyConvention getConvention() {
            return PropertyConvention.ENVIRONMENT_VARIABLE;
        }
    }
}
