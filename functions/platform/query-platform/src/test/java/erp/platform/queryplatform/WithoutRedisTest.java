package erp.platform.queryplatform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.cache.Redis;
import erp.embedded.EmbeddedRedis;
import erp.embedded.Processes;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.TestConfiguration;
import erp.work.Ids;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redis as a cache: its answers are those of the database, whether it is there, gone, never was, or holds rubbish. */
@MicronautTest(transactional = false)
class WithoutRedisTest {

    private static final List<String> READS = List.of("/api/v1/companies", "/api/v1/companies/current", "/api/v1/roles",
            "/api/v1/functions", "/api/v1/users", "/api/v1/number-ranges");

    @Inject
    Fixtures fixtures;

    private EmbeddedRedis redis;
    private Caller admin;
    private Caller clerk;
    private Caller packer;

    @BeforeEach
    void prepare() {
        redis = EmbeddedRedis.start(Path.of("target", "redis-cache-" + ProcessHandle.current().pid()), 0, false);
        admin = fixtures.company();
        fixtures.role(admin, "clerk", "query-platform");
        fixtures.role(admin, "packer", "ship-delivery");
        clerk = new Caller(Ids.next(), admin.company(), List.of("clerk"), Locale.ENGLISH, false);
        packer = new Caller(Ids.next(), admin.company(), List.of("packer"), Locale.ENGLISH, false);
    }

    @AfterEach
    void end() {
        redis.close();
    }

    @Test
    void everyAnswerIsTheSame() {
        try (EmbeddedServer with = start(redis.uri()); EmbeddedServer never = start("redis://127.0.0.1:" + Processes.freePort())) {
            for (String path : READS) {
                for (Caller caller : List.of(admin, clerk)) {
                    byte[] answer = api(with).as(caller).get(path).expect(200).bytes();
                    assertArrayEquals(answer, api(never).as(caller).get(path).expect(200).bytes(), path);
                }
                api(with).as(packer).get(path).expect(403, "forbidden");
                api(never).as(packer).get(path).expect(403, "forbidden");
            }
            redis.kill();
            try (EmbeddedServer after = start(redis.uri())) {
                api(after).as(packer).get(READS.getFirst()).expect(403, "forbidden");
                for (String path : READS) {
                    byte[] answer = api(with).as(clerk).get(path).expect(200).bytes();
                    assertArrayEquals(answer, api(after).as(clerk).get(path).expect(200).bytes(), path);
                }
            }
        }
    }

    @Test
    void rubbishInItIsReadFromTheDatabase() {
        try (EmbeddedServer first = start(redis.uri()); EmbeddedServer second = start(redis.uri())) {
            byte[] answer = api(first).as(clerk).get("/api/v1/companies/current").expect(200).bytes();
            Redis cache = first.getApplicationContext().getBean(Redis.class);
            List<String> keys = cache.ask(commands -> commands.keys("cache:*")).orElseThrow();
            assertTrue(!keys.isEmpty(), "something is cached");
            String rubbish = "{\"form\": \"of another version\"";
            keys.forEach(key -> assertEquals("OK", cache.ask(commands -> commands.set(key, rubbish)).orElseThrow()));
            assertArrayEquals(answer, api(second).as(clerk).get("/api/v1/companies/current").expect(200).bytes());
        }
    }

    private static EmbeddedServer start(String redisUri) {
        Map<String, Object> properties = new HashMap<>(TestConfiguration.properties());
        properties.put("redis.uri", redisUri);
        return ApplicationContext.run(EmbeddedServer.class, properties);
    }

    private static Api api(EmbeddedServer server) {
        return server.getApplicationContext().getBean(Api.class);
    }
}
