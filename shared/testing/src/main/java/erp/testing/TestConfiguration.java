package erp.testing;

import erp.Main;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.ApplicationContextConfigurer;
import io.micronaut.context.annotation.ContextConfigurer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Points every function that a test process starts at the build's own PostgreSQL and Redis, with a database for this module.
 * Only under the build ({@code erp.root} is set): a program that a test starts on its own is configured by the test.
 */
@ContextConfigurer
public final class TestConfiguration implements ApplicationContextConfigurer {

    private static TestDatabase database;

    /** The database of this test process. */
    public static synchronized TestDatabase database() {
        if (database == null) {
            database = TestDatabase.create(Path.of("").toAbsolutePath().getFileName().toString());
        }
        return database;
    }

    @Override
    public void configure(ApplicationContextBuilder builder) {
        if (System.getProperty("erp.root") != null) {
            builder.properties(properties());
        }
    }

    /** What it configures, for a test that starts further servers. */
    public static Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>();
        for (String role : new String[] {"command", "query", "task"}) {
            properties.put("datasources." + role + ".url", database().url());
            properties.put("datasources." + role + ".password", TestDatabase.password("erp_" + role));
        }
        properties.put("redis.uri", TestServers.redisUri());
        properties.put("erp.security.keys", Path.of("target", "test-keys.json").toString());
        properties.put("erp.security.create-keys", true);
        properties.put("erp.security.sealing-key", "a key that only tests seal with");
        properties.put("erp.limits.requests-per-minute", 1_000_000);
        properties.put("micronaut.server.port", -1);
        return properties;
    }

    /**
     * The functions on this test's class path as a process of their own, as a pod runs them: on the same servers, with the same keys,
     * and with their log as lines of JSON.
     */
    public static ServerProcess process(int port) {
        ServerProcess process = ServerProcess.of(Main.class.getName()).property("logback.configurationFile", "logback.xml");
        properties().forEach((name, value) -> process.environment(variable(name), value.toString()));
        return process.environment(variable("micronaut.server.port"), Integer.toString(port));
    }

    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", "_");
    }
}
