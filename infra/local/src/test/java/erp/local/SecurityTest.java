package erp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.security.Caller;
import erp.security.Permissions;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.web.Function;
import erp.work.Ids;
import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import jakarta.inject.Inject;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who may do what, over all functions and through several of them. */
@MicronautTest(transactional = false)
class SecurityTest {

    private static final String PASSWORD = "correct horse battery staple";

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    Router router;

    /** A route that needs permission, with something for each variable in its path. */
    private record Route(String function, String method, String path) {
    }

    @Test
    void everyFunctionWantsATokenACompanyAndThePermission() {
        Caller admin = fixtures.company();
        List<Route> routes = routes();
        assertTrue(routes.size() > 20, routes::toString);
        for (Route route : routes) {
            fixtures.role(admin, "all-but-" + route.path.hashCode() + route.method.hashCode(), erp.platform.Functions.names().stream()
                    .filter(name -> !name.equals(route.function)).toArray(String[]::new));
            Caller lacking = new Caller(Ids.next(), admin.company(), List.of("all-but-" + route.path.hashCode() + route.method.hashCode()),
                    Locale.ENGLISH, false);
            Caller homeless = new Caller(Ids.next(), 0, List.of(Permissions.ADMINISTRATOR), Locale.ENGLISH, false);
            send(null, route).expect(401, "token_missing");
            api.send(api.as(null).request(route.method, route.path, body(route), key(), "Authorization", "Bearer a.b.c")).expect(401,
                    "token_invalid");
            send(lacking, route).expect(403, "forbidden");
            send(homeless, route).expect(403, "company_missing");
            // What concerns all companies is for operators among those with the permission.
            Api.Answer allowed = send(new Caller(admin.user(), admin.company(), admin.roles(), admin.locale(), true), route);
            assertNotEquals(401, allowed.status(), allowed::toString);
            assertNotEquals(403, allowed.status(), allowed::toString);
            assertTrue(allowed.status() < 500, allowed::toString);
        }
    }

    @Test
    void fromTheFirstUserToASecondCompany() {
        String operator = UUID.randomUUID() + "@example.test";
        fixtures.user(operator, PASSWORD, true);
        Api.Answer first = signIn(operator, PASSWORD);
        int one = setUp(first).expect(201).body().at("/id").asInt();
        int two = setUp(first).expect(201).body().at("/id").asInt();
        with(first, "GET", "/api/v1/companies/current", null).expect(403, "company_missing");

        Api.Answer inOne = refresh(first, one).expect(200);
        assertEquals(one, with(inOne, "GET", "/api/v1/companies/current", null).expect(200).body().at("/id").asInt());
        with(inOne, "PUT", "/api/v1/roles/clerk", "{\"name\": \"Clerk\", \"functions\": [\"query-platform\"]}").expect(200);
        String clerk = UUID.randomUUID() + "@example.test";
        String clerkId = with(inOne, "POST", "/api/v1/users", """
                {"login": "%s", "name": "Clerk", "password": "%s", "locale": "en", "roles": ["clerk"]}""".formatted(clerk, PASSWORD))
                .expect(201).at("/id");
        Api.Answer inTwo = refresh(inOne, two).expect(200);
        assertEquals(two, with(inTwo, "GET", "/api/v1/companies/current", null).expect(200).body().at("/id").asInt());
        with(inTwo, "GET", "/api/v1/roles/clerk", null).expect(404, "not_found");
        with(inTwo, "GET", "/api/v1/users/" + clerkId, null).expect(404, "not_found");

        Api.Answer asClerk = signIn(clerk, PASSWORD);
        assertEquals(one, asClerk.body().at("/company/id").asInt());
        with(asClerk, "GET", "/api/v1/users", null).expect(200);
        with(asClerk, "PUT", "/api/v1/roles/clerk", "{\"name\": \"Clerk\", \"functions\": []}").expect(403, "forbidden");
        refresh(asClerk, two).expect(422, "unknown_company");
    }

    private List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        for (UriRouteInfo<?, ?> route : router.uriRoutes().toList()) {
            AnnotationMetadata annotations = route.getAnnotationMetadata();
            if (annotations.hasAnnotation(Function.class) && !annotations.isTrue(Function.class, "open")) {
                String path = route.getUriMatchTemplate().toPathString().replaceAll("\\{[^}]*}", Ids.next().toString());
                routes.add(new Route(annotations.stringValue(Function.class, "name").orElseThrow(), route.getHttpMethodName(), path));
            }
        }
        return routes.stream().filter(route -> !route.method.equals("HEAD")).distinct().toList();
    }

    private Api.Answer send(Caller caller, Route route) {
        return api.send(api.as(caller).request(route.method, route.path, body(route), key()));
    }

    private static String body(Route route) {
        return route.method.equals("GET") ? null : "{}";
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private Api.Answer signIn(String login, String password) {
        return api.as(null).post("/api/v1/sessions", "{\"login\": \"%s\", \"password\": \"%s\"}".formatted(login, password)).expect(200);
    }

    private Api.Answer refresh(Api.Answer session, int company) {
        return api.as(null).post("/api/v1/sessions/refresh",
                "{\"refreshToken\": \"%s\", \"companyId\": %d}".formatted(session.at("/refreshToken"), company));
    }

    private Api.Answer with(Api.Answer session, String method, String path, String body) {
        HttpRequest request = api.as(null).request(method, path, body, key(), "Authorization", "Bearer " + session.at("/accessToken"));
        return api.send(request);
    }

    private Api.Answer setUp(Api.Answer session) {
        return with(session, "POST", "/api/v1/companies", """
                {"name": "Muster GmbH", "street": "Hauptstraße 1", "postalCode": "10115", "city": "Berlin", "country": "DE",
                 "chart": "SKR04", "taxNumber": "30/123/45678", "booksFrom": "2026-01-01",
                 "warehouses": [{"code": "MAIN", "name": "Lager"}]}""");
    }
}
