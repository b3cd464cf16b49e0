package erp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.local.Gateway.Request;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule over the routes on cards is broken by cards made to break it; {@link RoutesTest} looks at the real ones. */
class GatewayTest {

    private static final Request LIST = new Request("GET", "/api/v1/kites", "query-sales");
    private static final Request ONE = new Request("GET", "/api/v1/kites/7", "query-sales");
    private static final Request FLY = new Request("POST", "/api/v1/kites/7/fly", "fly-kite");
    private static final String READS = card("query-sales", """
            - path: {type: Exact, value: /api/v1/kites}
            - method: GET
              path: {type: RegularExpression, value: '^/api/v1/kites/[^/]+$'}
            """);
    private static final String FLIES = card("fly-kite", """
            - method: POST
              path: {type: RegularExpression, value: '^/api/v1/kites/[^/]+/fly$'}
            """);

    private static String card(String name, String routes) {
        return "metadata:\n  name: " + name + "\nspec:\n  area: sales\n  routes:\n" + routes.indent(4) + "  schema: 1\n";
    }

    @Test
    void rightCardsBreakNoRule() {
        Gateway gateway = Gateway.of(READS, FLIES, "metadata:\n  name: count-kites\nspec:\n  area: sales\n  queue: count-kites\n");
        List<Request> requests = List.of(LIST, ONE, FLY);
        assertEquals(List.of(), gateway.malformed());
        assertEquals(List.of(), gateway.misrouted(requests));
        assertEquals(List.of(), gateway.unused(requests));
        assertEquals(List.of(), gateway.ambiguous(requests.stream().map(Request::path).toList()));
        assertEquals("[fly-kite, query-sales]", gateway.published().toString());
    }

    @Test
    void aWrongPathReachesNobodyAndIsUsedByNobody() {
        Gateway gateway = Gateway.of(READS, card("fly-kite", "- path: {type: Exact, value: /api/v1/kites/fly}"));
        assertEquals(List.of("POST /api/v1/kites/7/fly is fly-kite's, and reaches []"), gateway.misrouted(List.of(LIST, ONE, FLY)));
        assertEquals(List.of("fly-kite: Exact /api/v1/kites/fly"), gateway.unused(List.of(LIST, ONE, FLY)));
    }

    @Test
    void theSamePathOnTwoCardsIsAChoice() {
        Gateway gateway = Gateway.of(READS, card("fly-kite", "- path: {type: Exact, value: /api/v1/kites}"));
        assertEquals(List.of("GET /api/v1/kites is query-sales's, and reaches "
                + "[query-sales: Exact /api/v1/kites, fly-kite: Exact /api/v1/kites]"), gateway.misrouted(List.of(LIST)));
        assertEquals(Gateway.METHODS.size(), gateway.ambiguous(List.of(LIST.path())).size());
    }

    /** What no operation asks for today may be one tomorrow. */
    @Test
    void aChoiceForAnotherMethodIsOneToo() {
        Gateway gateway = Gateway.of(READS, card("buy-kite", "- method: POST\n  path: {type: PathPrefix, value: /api/v1/kites}"));
        assertEquals(List.of(), gateway.misrouted(List.of(LIST)));
        assertEquals(List.of("POST /api/v1/kites reaches "
                + "[query-sales: Exact /api/v1/kites, buy-kite: POST PathPrefix /api/v1/kites]"), gateway.ambiguous(List.of(LIST.path())));
    }

    @Test
    void anothersRouteIsFound() {
        assertEquals(List.of("GET /api/v1/kites is query-sales's, and reaches [fly-kite: Exact /api/v1/kites]"),
                Gateway.of(card("fly-kite", "- path: {type: Exact, value: /api/v1/kites}")).misrouted(List.of(LIST)));
    }

    @Test
    void aPrefixIsOneByElements() {
        Gateway gateway = Gateway.of(card("console", "- method: GET\n  path: {type: PathPrefix, value: /console}"));
        assertEquals(3, gateway.reachable(List.of("/console", "/console/", "/console/a/b")).size());
        assertEquals(List.of(), gateway.reachable(List.of("/consoles", "/consoles/a", "/", "/a/console", "/Console")));
    }

    @Test
    void aVariableIsOneElement() {
        Gateway gateway = Gateway.of(FLIES);
        assertEquals(4, gateway.reachable(List.of("/api/v1/kites/a%2Fb/fly", "/api/v1/kites/%C3%A4%20+/fly", "/api/v1/kites/.../fly",
                "/api/v1/kites/%25/fly")).size());
        assertEquals(List.of(), gateway.reachable(List.of("/api/v1/kites/a/b/fly", "/api/v1/kites//fly", "/api/v1/kites/fly",
                "/api/v1/kites/7/fly/", "/x/api/v1/kites/7/fly", "/api/v1/kites/7/flying")));
    }

    @Test
    void whatTheGatewayWouldNotTakeIsFound() {
        assertEquals(List.of("a has a route that is none: {\"path\":{\"type\":\"RegularExpression\",\"value\":\"/kites/[^/]+\"}}",
                "a has a route that is none: {\"path\":{\"type\":\"Prefix\",\"value\":\"/kites\"}}",
                "a has a route that is none: {\"path\":{\"type\":\"Exact\",\"value\":\"/kites/{id}\"}}",
                "a has a route that is none: {\"path\":{\"type\":\"PathPrefix\",\"value\":\"/\"}}",
                "a has a route that is none: {\"method\":\"get\",\"path\":{\"type\":\"Exact\",\"value\":\"/kites\"}}",
                "a has a route that is none: {\"verb\":\"GET\",\"path\":{\"type\":\"Exact\",\"value\":\"/kites\"}}",
                "b has 65 routes, and not 1 to 64",
                "c has 0 routes, and not 1 to 64",
                "d's card has the fields [area, schema, routes], and not in this order some of [area, routes, queue, replicas, schema]"),
                Gateway.of(card("a", """
                        - path: {type: RegularExpression, value: '/kites/[^/]+'}
                        - path: {type: Prefix, value: /kites}
                        - path: {type: Exact, value: '/kites/{id}'}
                        - path: {type: PathPrefix, value: /}
                        - method: get
                          path: {type: Exact, value: /kites}
                        - verb: GET
                          path: {type: Exact, value: /kites}
                        """), card("b", "- path: {type: Exact, value: /kites}\n".repeat(65)), card("c", "[]"),
                        "metadata:\n  name: d\nspec:\n  area: sales\n  schema: 1\n  routes:\n    - path: {type: Exact, value: /kites}\n")
                        .malformed());
    }
}
