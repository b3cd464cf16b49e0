package erp.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * The one OpenAPI document of the whole system: what the compiler wrote for each function, put together, with what all operations
 * have in common (keys, versions, problems) and the descriptions of the sources.
 */
final class OpenApi {

    private static final Set<String> WRITES = Set.of("post", "put", "patch", "delete");
    /** Operations for which nobody is signed in. */
    private static final Set<String> OPEN = Set.of("sign-in", "refresh-session");
    /** What never changes has no version to be named. */
    private static final String NO_VERSIONS = "/api/v1/journal-entries/";
    private static final String SCHEMAS = "#/components/schemas/";
    private static final Pattern PATCH = Pattern.compile("MergePatch_(.+)_");
    private static final String DECIMAL = "^-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,18})?$";

    private final Docs docs;
    private final Map<String, Object> paths = new TreeMap<>();
    private final Map<String, Object> schemas = new TreeMap<>();

    private OpenApi(Docs docs) {
        this.docs = docs;
    }

    /** Reads what the compiler left in the functions' modules. */
    static String document(Path root) {
        OpenApi api = new OpenApi(Docs.of(root));
        try (Stream<Path> modules = Files.list(root.resolve("functions"))) {
            for (Path area : modules.filter(Files::isDirectory).sorted().toList()) {
                try (Stream<Path> functions = Files.list(area)) {
                    for (Path function : functions.filter(Files::isDirectory).sorted().toList()) {
                        api.add(area.getFileName().toString(), function);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        api.patches();
        api.closeRequests();
        return api.yaml();
    }

    private void add(String area, Path function) throws IOException {
        Path folder = function.resolve("target/classes/META-INF/swagger");
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Map<String, Object> document = new Yaml().load(Files.readString(file));
                map(map(document, "components"), "schemas").forEach((name, schema) -> schemas.put(name, schema(name, schema)));
                map(document, "paths").forEach((path, item) ->
                        map(paths, path).putAll(operations(area, function.getFileName().toString(), path, item)));
            }
        }
    }

    private Map<String, Object> operations(String area, String function, String path, Object item) {
        Map<String, Object> operations = new LinkedHashMap<>();
        asMap(item).forEach((method, given) -> {
            Map<String, Object> from = asMap(given);
            Map<String, Object> operation = new LinkedHashMap<>();
            boolean write = WRITES.contains(method);
            operation.put("tags", List.of(area));
            operation.put("operationId", write ? writeId(method, function, path) : readId(path, from));
            operation.put("x-function", function);
            Docs.Text text = docs.operation(function, path);
            operation.put("summary", text.summary());
            operation.put("description", text.rest());
            boolean open = OPEN.contains(function) || path.equals("/api/problems");
            if (open) {
                operation.put("security", List.of());
            }
            operation.put("parameters", parameters(method, path, from));
            if (from.containsKey("requestBody")) {
                operation.put("requestBody", from.get("requestBody"));
            }
            operation.put("responses", responses(path, write, open, asMap(from.get("responses"))));
            operations.put(method, operation);
        });
        return operations;
    }

    /** The function's name; where it has a second command, that one's verb in place of the first one's. */
    private static String writeId(String method, String function, String path) {
        String verb = path.substring(path.lastIndexOf('/') + 1);
        return method.equals("post") && path.endsWith("}/" + verb) ? verb + function.substring(function.indexOf('-')) : function;
    }

    /** Lists are those that come in pages. */
    private static String readId(String path, Map<String, Object> from) {
        boolean list = from.get("responses").toString().contains("/Page_");
        List<String> words = Arrays.stream(path.replaceFirst("^/(api(/v1)?|\\.well-known)", "").split("[/.]"))
                .filter(word -> !word.isEmpty() && !word.startsWith("{")).toList();
        return (list ? "list-" : "get-") + String.join("-", words);
    }

    private List<Object> parameters(String method, String path, Map<String, Object> from) {
        List<Object> parameters = new ArrayList<>();
        if (from.get("parameters") instanceof List<?> given) {
            given.forEach(parameter -> {
                docs.type("ListQuery").map(type -> type.parameters().get(asMap(parameter).get("name")))
                        .ifPresent(text -> asMap(parameter).put("description", text));
                parameters.add(parameter);
            });
        }
        if (WRITES.contains(method)) {
            parameters.add(ref("parameters", "IdempotencyKey"));
            parameters.add(ref("parameters", "DryRun"));
            if (method.equals("patch") || path.endsWith("/amend")) {
                parameters.add(ref("parameters", "IfMatch"));
            } else if ((method.equals("put") || path.contains("{id}")) && !path.startsWith(NO_VERSIONS)) {
                parameters.add(ref("parameters", "IfMatchOptional"));
            }
        }
        return parameters;
    }

    private static Map<String, Object> responses(String path, boolean write, boolean open, Map<String, Object> given) {
        Map<String, Object> responses = new TreeMap<>();
        given.forEach((status, response) -> {
            asMap(response).put("description", status.equals("201") ? "Created" : "Done");
            responses.put(status, response);
        });
        List<String> problems = new ArrayList<>(open && !write ? List.of("406", "500", "503")
                : List.of("400", "401", "403", "406", "429", "500", "503"));
        if (path.contains("{")) {
            problems.add("404");
        }
        if (write) {
            problems.addAll(List.of("409", "412", "413", "415", "422", "428"));
        }
        problems.forEach(status -> responses.put(status, ref("responses", "Problem")));
        return responses;
    }

    private Object schema(String name, Object schema) {
        Object fixed = decimals(schema);
        if (fixed instanceof Map<?, ?>) {
            Map<String, Object> map = asMap(fixed);
            docs.type(name).ifPresent(type -> {
                map.put("description", type.text());
                map(map, "properties").forEach((property, value) -> {
                    String text = type.parameters().get(property);
                    if (text != null && value instanceof Map<?, ?> && !asMap(value).containsKey("$ref")) {
                        asMap(value).put("description", text);
                    }
                });
            });
            if (map.get("properties") instanceof Map<?, ?> none && none.isEmpty()) {
                map.remove("properties");
            }
        }
        return fixed;
    }

    /** The compiler sees no fields in a merge patch: they are those of the record that it changes, and none is required. */
    private void patches() {
        schemas.replaceAll((name, schema) -> {
            Matcher patch = PATCH.matcher(name);
            if (!patch.matches()) {
                return schema;
            }
            Map<String, Object> changed = new LinkedHashMap<>(asMap(schemas.get(patch.group(1))));
            changed.remove("required");
            changed.put("description", "What changes (RFC 7396): a field that is absent stays as it is, an explicit null clears it.");
            return changed;
        });
    }

    /** What a request does not name is refused, so the document says so. */
    private void closeRequests() {
        Set<String> closed = new HashSet<>();
        paths.values().forEach(item -> asMap(item).values().forEach(operation -> close(asMap(operation).get("requestBody"), closed)));
    }

    private void close(Object node, Set<String> closed) {
        if (node instanceof Map<?, ?> map) {
            if (map.get("$ref") instanceof String ref && closed.add(ref)) {
                Map<String, Object> schema = asMap(schemas.get(ref.substring(SCHEMAS.length())));
                if ("object".equals(schema.get("type"))) {
                    schema.put("additionalProperties", false);
                }
                close(schema, closed);
            }
            map.values().forEach(value -> close(value, closed));
        } else if (node instanceof List<?> list) {
            list.forEach(value -> close(value, closed));
        }
    }

    /** Decimals travel as strings, so that no program between reads them as binary fractions. */
    private static Object decimals(Object node) {
        if (node instanceof Map<?, ?>) {
            Map<String, Object> map = asMap(node);
            if ("number".equals(map.get("type"))) {
                map.keySet().removeAll(Set.of("format", "minimum", "maximum"));
                map.put("type", "string");
                map.put("pattern", DECIMAL);
                map.put("example", "12.50");
            }
            map.replaceAll((_, value) -> decimals(value));
        } else if (node instanceof List<?> list) {
            return new ArrayList<>(list.stream().map(OpenApi::decimals).toList());
        }
        return node;
    }

    private String yaml() {
        Map<String, Object> components = new LinkedHashMap<>();
        components.put("schemas", schemas);
        components.putAll(new Yaml().<Map<String, Object>>load(COMMON));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.0.3");
        document.put("info", new Yaml().load(INFO));
        document.put("servers", List.of(Map.of("url", "/")));
        document.put("security", List.of(Map.of("token", List.of())));
        document.put("paths", paths);
        document.put("components", components);
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setWidth(140);
        options.setSplitLines(false);
        return new Yaml(options).dump(plain(document));
    }

    /** Copies, so that YAML writes no anchors for what stands in two places. */
    private static Object plain(Object node) {
        if (node instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> copy.put(key, plain(value)));
            return copy;
        }
        return node instanceof List<?> list ? new ArrayList<>(list.stream().map(OpenApi::plain).toList()) : node;
    }

    private static Map<String, Object> ref(String kind, String name) {
        return Map.of("$ref", "#/components/" + kind + "/" + name);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object node) {
        return (Map<String, Object>) node;
    }

    private static Map<String, Object> map(Map<String, Object> parent, String name) {
        return parent == null ? Map.of() : asMap(parent.computeIfAbsent(name, _ -> new TreeMap<>()));
    }

    private static final String INFO = """
            title: ERP
            version: "1"
            description: >-
              Order to cash for small and mid-sized companies. Decimals are strings; every write carries an Idempotency-Key and may be a
              dry run; every answer other than success is a problem (RFC 9457) whose type is explained under /api/problems.
            """;

    private static final String COMMON = """
            securitySchemes:
              token:
                type: http
                scheme: bearer
                bearerFormat: JWT
            parameters:
              IdempotencyKey:
                name: Idempotency-Key
                in: header
                required: true
                description: New for each intention, the same when it is repeated. The answer of a success is kept for 72 hours at least.
                schema: {type: string, minLength: 1, maxLength: 255, pattern: '^[!-~]+$'}
              DryRun:
                name: dryRun
                in: query
                description: Does everything, answers in full, and rolls it back.
                schema: {type: boolean, default: false}
              IfMatch:
                name: If-Match
                in: header
                required: true
                description: The ETag of the version that was seen.
                schema: {type: string, pattern: '^("[0-9]+"|\\*)$'}
              IfMatchOptional:
                name: If-Match
                in: header
                description: The ETag of the version that was seen. Required where a PUT replaces something that exists.
                schema: {type: string, pattern: '^("[0-9]+"|\\*)$'}
            responses:
              Problem:
                description: Refused, or broken
                content:
                  application/problem+json:
                    schema:
                      type: object
                      required: [type, title, status, code, detail, instance, traceId, errors]
                      properties:
                        type: {type: string, format: uri-reference}
                        title: {type: string}
                        status: {type: integer}
                        code: {type: string, description: Stable; what programs match on.}
                        detail: {type: string}
                        instance: {type: string}
                        traceId: {type: string, pattern: '^[0-9a-f]{32}$'}
                        errors:
                          type: array
                          items:
                            type: object
                            required: [pointer, code, detail]
                            properties:
                              pointer: {type: string, description: JSON pointer into the request.}
                              code: {type: string}
                              detail: {type: string}
            """;
}
