package erp.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import erp.testing.SourceRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.Yaml;

/**
 * What a cluster's gateway makes of the cards: the routes of each are copied as they are into an HTTPRoute (Gateway API), and decide which
 * requests reach the function. Which of several matches goes first is not looked at: no request may have a choice.
 */
final class Gateway {

    static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");
    /** The limit of a rule in the standard definition of an HTTPRoute. */
    private static final int MATCHES = 64;
    private static final List<String> FIELDS = List.of("area", "routes", "queue", "replicas", "schema");
    private static final Pattern PLAIN = Pattern.compile("(/[a-z0-9._-]+)+");
    /** Traefik looks for a regular expression anywhere in the path, so each has its anchors; of the rest Go and Java think alike. */
    private static final Pattern REGULAR = Pattern.compile("\\^(/[a-z0-9-]+)+(/\\[\\^/]\\+(/[a-z0-9-]+)*)+\\$");
    private static final Pattern RESERVED = Pattern.compile("%(2[13-9A-CF]|3[ABDF]|40|5[BD])");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Match> matches = new ArrayList<>();
    private final List<String> malformed = new ArrayList<>();

    private Gateway(Collection<String> cards) {
        cards.forEach(card -> add(JSON.valueToTree(new Yaml().<Object>load(card))));
    }

    /** One item of a card's routes; an empty method is any. */
    record Match(String function, String method, String type, String value) {

        boolean takes(Request request) {
            String path = seen(request.path);
            return (method.isEmpty() || method.equals(request.method)) && switch (type) {
                case "Exact" -> path.equals(value);
                // By elements: /console is a prefix of /console/tasks, and not of /consoles.
                case "PathPrefix" -> (path + "/").startsWith(value + "/");
                case "RegularExpression" -> Pattern.compile(value).matcher(path).find();
                default -> false;
            };
        }

        /** Traefik reads the path decoded, but for what would then have another meaning: %2F separates nothing. */
        private static String seen(String path) {
            String kept = RESERVED.matcher(path).replaceAll("%25$1").replace("+", "%2B");
            return URLDecoder.decode(kept, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return function + ": " + (method.isEmpty() ? "" : method + " ") + type + " " + value;
        }
    }

    /** A request from outside, and the function that answers it. */
    record Request(String method, String path, String function) {

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** As the tree's cards have it. */
    static Gateway of(Path root) {
        return new Gateway(SourceRules.functions(root).stream().map(function -> read(function.resolve("function.yaml"))).toList());
    }

    /** As the texts of cards have it. */
    static Gateway of(String... cards) {
        return new Gateway(List.of(cards));
    }

    /** The functions that have routes. */
    Set<String> published() {
        return matches.stream().map(Match::function).collect(Collectors.toCollection(TreeSet::new));
    }

    /** What is not as Gateway API, or the one style of the cards, wants it. */
    List<String> malformed() {
        return malformed;
    }

    /** Requests that do not reach the one function that answers them. */
    List<String> misrouted(Collection<Request> requests) {
        return requests.stream()
                .filter(request -> !takers(request).stream().map(Match::function).toList().equals(List.of(request.function)))
                .map(request -> request + " is " + request.function + "'s, and reaches " + takers(request)).distinct().toList();
    }

    /** Requests with any method that more than one match takes, be it of one card or of two. */
    List<String> ambiguous(Collection<String> paths) {
        return all(paths).stream().filter(request -> takers(request).size() > 1)
                .map(request -> request + " reaches " + takers(request)).toList();
    }

    /** Requests with any method that reach a function. */
    List<String> reachable(Collection<String> paths) {
        return all(paths).stream().filter(request -> !takers(request).isEmpty())
                .map(request -> request + " reaches " + takers(request)).toList();
    }

    /** Matches that take no request that their function answers. */
    List<String> unused(Collection<Request> requests) {
        return matches.stream().filter(match -> requests.stream()
                .noneMatch(request -> request.function.equals(match.function) && match.takes(request))).map(Match::toString).toList();
    }

    private List<Match> takers(Request request) {
        return matches.stream().filter(match -> match.takes(request)).toList();
    }

    private static List<Request> all(Collection<String> paths) {
        return paths.stream().distinct().flatMap(path -> METHODS.stream().map(method -> new Request(method, path, ""))).toList();
    }

    private void add(JsonNode card) {
        String name = card.at("/metadata/name").asText();
        JsonNode spec = card.get("spec");
        List<String> fields = names(spec);
        if (!fields.equals(FIELDS.stream().filter(fields::contains).toList())) {
            malformed.add(name + "'s card has the fields " + fields + ", and not in this order some of " + FIELDS);
        }
        // An empty list would not be none: a rule without matches takes every request.
        if (spec.has("routes") && (spec.get("routes").isEmpty() || spec.get("routes").size() > MATCHES)) {
            malformed.add(name + " has " + spec.get("routes").size() + " routes, and not 1 to " + MATCHES);
        }
        for (JsonNode route : spec.path("routes")) {
            if (!isWellFormed(route)) {
                malformed.add(name + " has a route that is none: " + route);
            }
            matches.add(new Match(name, route.path("method").asText(), route.at("/path/type").asText(), route.at("/path/value").asText()));
        }
    }

    private static boolean isWellFormed(JsonNode route) {
        List<String> fields = names(route);
        String value = route.at("/path/value").asText();
        boolean method = fields.equals(List.of("method", "path")) && METHODS.contains(route.get("method").asText());
        return (method || fields.equals(List.of("path")))
                && names(route.get("path")).equals(List.of("type", "value"))
                && switch (route.at("/path/type").asText()) {
                    case "Exact", "PathPrefix" -> PLAIN.matcher(value).matches();
                    case "RegularExpression" -> REGULAR.matcher(value).matches();
                    default -> false;
                };
    }

    private static List<String> names(JsonNode node) {
        return node.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static String read(Path card) {
        try {
            return Files.readString(card);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
