package erp.local;

import erp.embedded.EmbeddedRedis;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** How the local process configures what environment variables configure in a cluster. */
final class Settings {

    private Settings() {
    }

    static Map<String, Object> of(Database database, Secrets secrets, EmbeddedRedis cache, EmbeddedRedis tasks, Path data, int port) {
        Map<String, Object> settings = new HashMap<>();
        for (String role : new String[] {"command", "query", "task"}) {
            settings.put("datasources." + role + ".url", database.url());
            settings.put("datasources." + role + ".password", secrets.rolePasswords().get("erp_" + role));
            // One process does the work of all: its pools are those of several pods.
            settings.put("datasources." + role + ".maximum-pool-size", 8);
        }
        settings.put("erp.tasks.slots", 6);
        settings.put("redis.uri", cache.uri());
        settings.put("erp.tasks.redis-uri", tasks.uri());
        settings.put("erp.security.keys", data.resolve("secrets").resolve("signing-keys.json").toString());
        settings.put("erp.security.create-keys", true);
        settings.put("erp.security.sealing-key", secrets.sealingKey());
        settings.put("micronaut.server.host", "127.0.0.1");
        settings.put("micronaut.server.port", port);
        return settings;
    }
}
