package erp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import erp.local.Gateway.Request;
import erp.platform.Functions;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.web.Function;
import erp.work.Ids;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.micronaut.web.router.MethodBasedRouteInfo;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import io.micronaut.web.router.UriRouteMatch;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** In a cluster every request reaches the one function that answers it, by its card alone; {@link GatewayTest} shows that this can fail. */
@MicronautTest(transactional = false)
class RoutesTest {

    private static final Gateway GATEWAY = Gateway.of(Path.of(System.getProperty("erp.root")));
    /** What may stand for a variable, words of other routes and what has to be encoded among it. */
    private static final List<String> VALUES = List.of(Ids.next().toString(), "42", "2026-11", "DE-1.5_x~y", "swagger-ui.css", "current",
            "new", "retry", "document", "health", "a:b@c", "a%2Bb", "a%20b", "%C3%A4%C3%B6", "a%2Fb", "%25", "100%25");

    @Inject
    Router router;
    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    ObjectMapper json;

    @Test
    void everyOperationOfTheDocumentReachesItsFunctionAlone() throws IOException {
        List<Request> requests = new ArrayList<>();
        for (var path : Write.document(json).get("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                JsonNode function = operation.getValue().get("x-function");
                paths(path.getKey()).forEach(sent -> requests.add(new Request(operation.getKey().toUpperCase(Locale.ROOT), sent,
                        function.asText())));
            }
        }
        assertTrue(requests.size() > 1000, requests::toString);
        assertEquals(List.of(), GATEWAY.misrouted(requests));
        assertEquals(List.of(), requests.stream().filter(request -> !answering(request.method(), request.path()).equals(request.function()))
                .toList());
    }

    /** Pages, files and keys too, which the document does not have, and HEAD, which the framework adds to every GET. */
    @Test
    void everyRouteReachesItsFunctionAlone() {
        List<Request> requests = requests();
        assertTrue(requests.stream().map(Request::path).toList().containsAll(List.of("/console", "/console/tasks/new", "/api/docs",
                "/api/docs/swagger-ui.css", "/api/openapi.yaml", "/api/problems", "/.well-known/jwks.json")), requests::toString);
        assertTrue(requests.stream().anyMatch(request -> request.method().equals("HEAD")), requests::toString);
        assertEquals(List.of(), GATEWAY.misrouted(requests));
        assertEquals(List.of(), GATEWAY.ambiguous(requests.stream().map(Request::path).toList()));
    }

    @Test
    void everyMatchIsUsed() {
        assertEquals(List.of(), GATEWAY.unused(requests()));
    }

    @Test
    void whatOnlyRunsTasksHasNoRoutes() {
        assertEquals(requests().stream().map(Request::function).collect(Collectors.toCollection(TreeSet::new)), GATEWAY.published());
    }

    /** Probes and metrics are for the cluster: whatever no function answers for is closed, and what might be there one day. */
    @Test
    void whatIsNoFunctionsStaysInside() {
        Set<String> inside = router.uriRoutes().filter(route -> function(route).isEmpty()).flatMap(route -> paths(template(route)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(inside.containsAll(List.of("/health", "/prometheus")), inside::toString);
        inside.addAll(List.of("/", "/health/liveness", "/health/readiness", "/metrics", "/routes", "/api", "/api/v1", "/.well-known"));
        assertEquals(List.of(), GATEWAY.reachable(inside));
    }

    @Test
    void everyCardIsAsTheGatewayTakesIt() {
        assertEquals(List.of(), GATEWAY.malformed());
    }

    /** So cards let it through. */
    @Test
    void aHeadIsAnsweredLikeAGetWithoutItsBody() {
        Api.As caller = api.as(fixtures.company());
        for (String path : List.of("/.well-known/jwks.json", "/api/docs", "/api/v1/sales-orders", "/api/v1/number-ranges")) {
            assertEquals("", api.send(caller.request("HEAD", path, null, null)).expect(200).text());
        }
    }

    private List<Request> requests() {
        return router.uriRoutes().filter(route -> function(route).isPresent()).flatMap(route -> paths(template(route))
                .map(path -> new Request(route.getHttpMethodName(), path, answering(route.getHttpMethodName(), path)))).distinct().toList();
    }

    private static String template(UriRouteInfo<?, ?> route) {
        return route.getUriMatchTemplate().toPathString();
    }

    private static Stream<String> paths(String template) {
        return VALUES.stream().map(value -> template.replaceAll("\\{[^}]*}", value)).distinct();
    }

    /** Whose controller the framework chooses. */
    private String answering(String method, String path) {
        List<UriRouteMatch<Object, Object>> routes = router.findAllClosest(HttpRequest.create(HttpMethod.valueOf(method), path));
        Set<String> functions = routes.stream().map(route -> function((UriRouteInfo<?, ?>) route.getRouteInfo()).orElse("no function"))
                .collect(Collectors.toCollection(TreeSet::new));
        return String.join(", ", functions);
    }

    /** The console's pages have no permission, so that no annotation names it; its package does, as every function's. */
    private static Optional<String> function(MethodBasedRouteInfo<?, ?> route) {
        Optional<String> named = route.getAnnotationMetadata().stringValue(Function.class, "name");
        String home = route.getTargetMethod().getDeclaringType().getPackageName();
        return named.isPresent() ? named : Functions.all().stream()
                .filter(function -> home.equals("erp." + function.area() + "." + function.name().replace("-", "")))
                .map(function -> function.name()).findFirst();
    }
}
