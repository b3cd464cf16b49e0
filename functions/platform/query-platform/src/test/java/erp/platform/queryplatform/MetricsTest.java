package erp.platform.queryplatform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.embedded.EmbeddedRedis;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.TestConfiguration;
import erp.work.Ids;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Prometheus scrapes: values that move with what happens, and no label that grows with users, companies or paths. */
class MetricsTest {

    private static final Pattern LINE = Pattern.compile("(?m)^((?:erp|hikaricp)_[a-z_]+(?:\\{[^}]*})?) (\\S+)$");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");
    private static final String DONE = "{function=\"query-platform\",outcome=\"done\"";

    private EmbeddedRedis redis;
    private EmbeddedServer server;
    private Api api;
    private Caller caller;

    @BeforeEach
    void start() {
        redis = EmbeddedRedis.start(Path.of("target", "redis-metrics-" + ProcessHandle.current().pid()), 0, false);
        Map<String, Object> properties = new HashMap<>(TestConfiguration.properties());
        properties.put("redis.uri", redis.uri());
        server = ApplicationContext.run(EmbeddedServer.class, properties);
        api = server.getApplicationContext().getBean(Api.class);
        caller = server.getApplicationContext().getBean(Fixtures.class).company();
    }

    @AfterEach
    void end() {
        server.close();
        redis.close();
    }

    @Test
    void countsRequestsAndHowLongTheyTookByFunction() {
        for (int i = 1; i <= 3; i++) {
            api.as(caller).get("/api/v1/companies/current").expect(200);
            Map<String, Double> metrics = metrics();
            assertEquals(i, metrics.get("erp_requests_seconds_count" + DONE + "}"));
            assertEquals(i, metrics.get("erp_requests_seconds_bucket" + DONE + ",le=\"+Inf\"}"));
            assertTrue(metrics.get("erp_requests_seconds_bucket" + DONE + ",le=\"0.005\"}") <= i);
            assertTrue(metrics.get("erp_requests_seconds_sum" + DONE + "}") > 0);
        }
    }

    @Test
    void countsRefusalsByCode() {
        for (int i = 1; i <= 2; i++) {
            api.as(null).get("/api/v1/companies/current").expect(401, "token_missing");
            api.as(caller).get("/api/v1/users/" + Ids.next()).expect(404, "not_found");
            Map<String, Double> metrics = metrics();
            assertEquals(i, metrics.get("erp_refusals_total{code=\"token_missing\",function=\"query-platform\"}"));
            assertEquals(i, metrics.get("erp_refusals_total{code=\"not_found\",function=\"query-platform\"}"));
            assertEquals(2d * i, metrics.get("erp_requests_seconds_count{function=\"query-platform\",outcome=\"refused\"}"));
        }
    }

    @Test
    void showsPoolsAndRedis() {
        api.as(caller).get("/api/v1/companies/current").expect(200);
        Map<String, Double> metrics = metrics();
        assertEquals(1, metrics.get("erp_redis_connections"));
        for (String value : new String[] {"hikaricp_connections", "hikaricp_connections_active", "hikaricp_connections_pending",
            "hikaricp_connections_max", "hikaricp_connections_acquire_seconds_count"}) {
            assertEquals(3, metrics.keySet().stream().filter(name -> name.startsWith(value + "{")).count(), value + " of the three pools");
        }
        assertTrue(metrics.entrySet().stream().anyMatch(e -> e.getKey().startsWith("hikaricp_connections_acquire_seconds_count{")
                && e.getValue() > 0), metrics::toString);
        redis.kill();
        Caller another = new Caller(Ids.next(), caller.company(), caller.roles(), caller.locale(), false);
        api.as(another).get("/api/v1/companies/current").expect(200);
        assertEquals(0, metrics().get("erp_redis_connections"));
    }

    @Test
    void noLabelGrows() {
        api.as(caller).get("/api/v1/companies/current").expect(200);
        api.as(caller).get("/api/v1/users/" + caller.user()).expect(404, "not_found");
        api.as(caller).get("/no/such/path/" + caller.user()).expect(404, "not_found");
        String text = api.as(null).get("/prometheus").expect(200).text();
        assertFalse(text.contains(caller.user().toString()));
        assertFalse(text.contains("/api/") || text.contains("/no/such"));
        Set<String> labels = LABEL.matcher(text).results().map(label -> label.group(1)).collect(Collectors.toSet());
        assertTrue(Set.of("function", "outcome", "code", "le", "pool", "area", "id", "state", "action", "cause", "gc", "name", "version",
                "quantile").containsAll(labels), labels::toString);
    }

    private Map<String, Double> metrics() {
        return LINE.matcher(api.as(null).get("/prometheus").expect(200).text()).results()
                .collect(Collectors.toMap(line -> line.group(1), line -> Double.valueOf(line.group(2))));
    }
}
