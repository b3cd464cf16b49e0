package erp.platform.queryplatform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.embedded.EmbeddedRedis;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.TestConfiguration;
import erp.work.Ids;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The limit of a user, kept by two processes together with Redis, and by each for itself without. */
@MicronautTest(transactional = false)
class RateLimitTest {

    private static final int LIMIT = 20;

    private static EmbeddedRedis redis;
    private static List<EmbeddedServer> servers;

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;

    @BeforeAll
    static void startTwoProcesses() {
        redis = EmbeddedRedis.start(Path.of("target", "redis-" + ProcessHandle.current().pid()), 0, false);
        Map<String, Object> properties = new HashMap<>(TestConfiguration.properties());
        properties.put("redis.uri", redis.uri());
        properties.put("erp.limits.requests-per-minute", LIMIT);
        servers = List.of(ApplicationContext.run(EmbeddedServer.class, properties), ApplicationContext.run(EmbeddedServer.class,
                properties));
    }

    @AfterAll
    static void end() {
        servers.forEach(EmbeddedServer::close);
        redis.close();
    }

    @Test
    void holdsWithAndWithoutRedis() {
        assertEquals(LIMIT, allowedInAMinute(servers), "both processes together");
        redis.kill();
        assertEquals(2 * LIMIT, allowedInAMinute(servers), "each process for itself");
        redis = redis.restart();
        assertTrue(allowedInAMinute(servers) <= 2 * LIMIT, "also while Redis comes back");
    }

    @Test
    void tellsTheLimit() {
        Caller user = user();
        Api.Answer answer = ask(user, servers.getFirst()).expect(200);
        assertEquals("\"user\";q=20;w=60", answer.header("RateLimit-Policy"));
        assertTrue(answer.header("RateLimit").matches("\"user\";r=19;t=\\d+"), answer.header("RateLimit"));
        Api.Answer refused = answer;
        while (refused.status() == 200) {
            refused = ask(user, servers.getFirst());
        }
        refused.expect(429, "rate_limited");
        int seconds = Integer.parseInt(refused.header("Retry-After"));
        assertTrue(seconds > 0 && seconds <= 60);
        ask(user(), servers.getFirst()).expect(200);
    }

    private Caller user() {
        Caller admin = fixtures.company();
        return new Caller(Ids.next(), admin.company(), admin.roles(), Locale.ENGLISH, false);
    }

    /** How many requests of a user get through, asked in turn; again with another user where a minute ended meanwhile. */
    private int allowedInAMinute(List<EmbeddedServer> asked) {
        Caller user = user();
        long minute = System.currentTimeMillis() / 60_000;
        int allowed = 0;
        for (int i = 0; i < 3 * LIMIT; i++) {
            Api.Answer answer = ask(user, asked.get(i % asked.size()));
            if (answer.status() != 429) {
                answer.expect(200);
                allowed++;
            }
        }
        return System.currentTimeMillis() / 60_000 == minute ? allowed : allowedInAMinute(asked);
    }

    private Api.Answer ask(Caller user, EmbeddedServer server) {
        HttpRequest request = api.as(user).request("GET", "/api/v1/functions", null, null);
        return api.send(HttpRequest.newBuilder(request, (_, _) -> true).uri(URI.create(server.getURL() + "/api/v1/functions")).build());
    }
}
