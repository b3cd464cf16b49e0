package erp.local;

import erp.work.Texts;
import io.micronaut.http.MediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * The one OpenAPI document of the whole system: what the compiler wrote for each function, put together, with what all operations
 * have in common (keys, versions, problems) and the descriptions of the sources.
 */
final class OpenApi {

    private static final Set<String> WRITES = Set.of("post", "put", "patch", "delete");
    /** A function with commands for several collections: they are named by what they do to which. */
    private static final String MANY_THINGS = "steer-tasks";
    /** Operations for which nobody is signed in. */
    private static final Set<String> OPEN = Set.of("sign-in", "refresh-session");
    /** What never changes has no version to be named. */
    private static final List<String> NO_VERSIONS = List.of("/api/v1/journal-entries/", "/api/v1/allocations/", "/api/v1/payments/",
            "/api/v1/webhook-deliveries/", "/api/v1/tasks/");
    private static final String SCHEMAS = "#/components/schemas/";
    private static final Pattern PATCH = Pattern.compile("MergePatch_(.+)_");
    private static final String DECIMAL = "^-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,18})?$";

    /** What every operation may answer, and what writes may answer besides. */
    private static final List<String> ANY = List.of("400", "406", "414", "431", "500", "503");
    private static final List<String> SIGNED_IN = List.of("401", "403", "429");
    private static final List<String> WRITE = List.of("409", "412", "413", "415", "422", "428");
    private static final Pattern CODE = Pattern.compile("`([A-Za-z_-][A-Za-z0-9_-]*)`");
    private static final Pattern ALL_OF = Pattern.compile("all that ([a-z-]+) refuses");
    private static final String REFUSED = "Refused: ";

    private final Docs docs;
    private final Map<String, Object> paths = new TreeMap<>();
    private final Map<String, Object> schemas = new TreeMap<>();

    private OpenApi(Docs docs) {
        this.docs = docs;
    }

    /** Reads what the compiler left in the functions' modules. */
    static Map<String, Object> document(Path root) {
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
        return api.document();
    }

    /** Which codes the operations of a document name among their refusals, as a table. */
    static String refusals(Map<String, Object> document) {
        Map<String, String> described = new TreeMap<>();
        Map<String, String> rows = new TreeMap<>();
        asMap(document.get("paths")).values().forEach(item -> asMap(item).values().forEach(given -> {
            Map<String, Object> operation = asMap(given);
            String id = operation.get("operationId").toString();
            rows.put(id, ((List<?>) operation.get("tags")).getFirst() + "," + id);
            String text = operation.getOrDefault("description", "").toString();
            described.put(id, text.contains(REFUSED) ? text.substring(text.indexOf(REFUSED)) : "");
        }));
        Set<String> table = new TreeSet<>();
        described.forEach((id, text) -> {
            String all = text + ALL_OF.matcher(text).results().map(other -> described.get(other.group(1))).collect(Collectors.joining());
            CODE.matcher(all).results().map(code -> code.group(1)).filter(OpenApi::isCode)
                    .forEach(code -> table.add(code + "," + rows.get(id) + "\n"));
        });
        return "code,area,operation\n" + String.join("", table);
    }

    private static boolean isCode(String name) {
        return !Texts.title(name, Locale.ENGLISH).equals(name);
    }

    /** Refusals are a paragraph of their own, and lead to what they mean. */
    private static String description(String text) {
        int refused = text.indexOf(REFUSED);
        return refused < 0 ? text : (text.substring(0, refused).strip() + "\n\n" + CODE.matcher(text.substring(refused)).replaceAll(
                code -> isCode(code.group(1)) ? "[`$1`](/api/problems#$1)" : "$0")).strip();
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
            operation.put("summary", text.summary().replace("`", ""));
            if (!text.rest().isEmpty()) {
                operation.put("description", description(text.rest()));
            }
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
        if (function.equals(MANY_THINGS)) {
            String things = path.split("/")[3];
            boolean command = path.split("/").length > 4 && !verb.equals("{id}");
            return (command ? verb : method.equals("post") ? "create" : "change") + "-"
                    + (command && !path.contains("{id}") ? things : things.replaceFirst("s$", ""));
        }
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
            } else if ((method.equals("put") || path.contains("{id}")) && NO_VERSIONS.stream().noneMatch(path::startsWith)) {
                parameters.add(ref("parameters", "IfMatchOptional"));
            }
        }
        return parameters;
    }

    private static Map<String, Object> responses(String path, boolean write, boolean open, Map<String, Object> given) {
        Map<String, Object> responses = new TreeMap<>();
        given.forEach((status, response) -> {
            asMap(response).put("description", switch (status) {
                case "201" -> "Created";
                case "202" -> "Accepted";
                default -> "Done";
            });
            if (asMap(response).get("content") instanceof Map<?, ?> content && content.get(MediaType.APPLICATION_PDF) != null) {
                // The compiler takes bytes for base64.
                map(asMap(content.get(MediaType.APPLICATION_PDF)), "schema").put("format", "binary");
            }
            responses.put(status, response);
        });
        List<String> problems = new ArrayList<>(ANY);
        if (write || !open) {
            problems.addAll(SIGNED_IN);
        }
        if (path.contains("{")) {
            problems.add("404");
        }
        if (write) {
            problems.addAll(WRITE);
        } else if (path.endsWith("/document")) {
            problems.add("409");
        }
        problems.forEach(status -> responses.put(status, ref("responses", status)));
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

    private Map<String, Object> document() {
        Map<String, Object> components = new LinkedHashMap<>();
        Map<String, Object> common = new Yaml().load(COMMON);
        schemas.putAll(map(common, "schemas"));
        components.put("schemas", schemas);
        components.put("securitySchemes", common.get("securitySchemes"));
        components.put("parameters", common.get("parameters"));
        Map<String, Object> responses = new LinkedHashMap<>();
        PROBLEMS.lines().forEach(line -> {
            Map<String, Object> response = new LinkedHashMap<>();
            response.put("description", line.substring(4));
            response.put("content", Map.of("application/problem+json", Map.of("schema", ref("schemas", "Problem"))));
            responses.put(line.substring(0, 3), response);
        });
        components.put("responses", responses);
        Map<String, Object> document = new LinkedHashMap<>(new Yaml().<Map<String, Object>>load(HEAD));
        document.put("paths", paths);
        document.put("components", components);
        return document;
    }

    static String yaml(Map<String, Object> document) {
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

    private static final String HEAD = """
            openapi: 3.0.3
            info:
              title: ERP
              version: "1"
              description: |
                Order to cash for small and mid-sized companies. What a refusal means, and what to do about it:
                **[all problems](/api/problems)**.

                - **Sign in** with `POST /api/v1/sessions`; on this page, put the `accessToken` of its answer into *Authorize*. It serves
                  for 15 minutes; `POST /api/v1/sessions/refresh` gives a new one, also for another company.
                - **Write** with an `Idempotency-Key`, new for each intention and the same when it is repeated: the same request has one
                  effect and one answer. On this page, the key `new` becomes a new one each time.
                - **Try** any write with `dryRun=true`: it does everything, answers in full, and rolls it back.
                - **Edit** with the `ETag` of what you have seen as `If-Match`, so that nobody's change is lost.
                - **Ask** lists with `filter`, conditions joined by `and`: `status eq open and dueDate lt 2026-11-20`,
                  `name like '*tea*'`, `country in DE,AT`; operators are eq, ne, lt, le, gt, ge, like and in. And with
                  `sort=-orderDate,number`, `fields=id,number`, `limit=100`, and as `cursor` the `next` of the page before.
                - **Look back** in reports: `asOf` is the last day that counts, and what was recorded after `knownAt` does not.
                - **Values**: decimals are strings (`"12.50"`), dates are ISO, choices lower case. Unknown and missing fields are refused.
                - **Problems** (RFC 9457) are in German or English by `Accept-Language`; match on their `code`.

                ```sh
                TOKEN=$(curl -sS http://localhost:8080/api/v1/sessions -H "Idempotency-Key: $(uuidgen)" \\
                  -H "Content-Type: application/json" -d '{"login": "…", "password": "…"}' | jq -r .accessToken)
                curl -sS "http://localhost:8080/api/v1/sales-orders?dryRun=true" -H "Authorization: Bearer $TOKEN" \\
                  -H "Idempotency-Key: $(uuidgen)" -H "Content-Type: application/json" -d @order.json
                ```
            servers:
            - url: /
            security:
            - token: []
            tags:
            - {name: sales, description: 'Orders and deliveries: from what a customer wants to the goods that leave'}
            - {name: receivables, description: 'Invoices, credit notes, payments, and what is open'}
            - {name: inventory, description: 'What is where, what it is worth, and for whom it is reserved'}
            - {name: ledger, description: 'Accounts, journal, periods and reports'}
            - {name: partners, description: Customers and suppliers}
            - {name: products, description: Goods and services with their prices}
            - {name: platform, description: 'Signing in, companies, users, roles, imports'}
            """;

    /** What each status means. */
    private static final String PROBLEMS = """
            400 Cannot be read: its form, a field or a parameter
            401 Nobody is signed in, or no longer
            403 None of the caller's roles allows this
            404 There is no such thing in this company
            406 The answer is JSON, and something else was asked for
            409 What is there does not allow this, or the same request is still running
            412 Somebody has changed it; the ETag is an old one
            413 The body is too large
            414 The address is too long
            415 The body is not JSON
            422 The values are not allowed, or the key was used for another request
            428 Send the ETag of what was seen as If-Match
            429 Too many requests; come back after Retry-After
            431 The headers are too large
            500 Something broke; nothing was done
            503 Not available right now; repeat the request after Retry-After""";

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
                example: new
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
                example: '"1"'
              IfMatchOptional:
                name: If-Match
                in: header
                description: The ETag of the version that was seen. Required where a PUT replaces something that exists.
                schema: {type: string, pattern: '^("[0-9]+"|\\*)$'}
            schemas:
              Problem:
                type: object
                description: 'Why a request was not done (RFC 9457); what each code means: /api/problems'
                required: [type, title, status, code, detail, instance, traceId, errors]
                properties:
                  type: {type: string, format: uri-reference, example: /api/problems#missing_field}
                  title: {type: string, description: 'The same for every occurrence, in the caller''s language.', example: Field missing}
                  status: {type: integer, example: 400}
                  code: {type: string, description: Stable; what programs match on., example: missing_field}
                  detail: {type: string, description: What happened in this case., example: The field /country is required.}
                  instance: {type: string, example: /api/v1/partners}
                  traceId: {type: string, pattern: '^[0-9a-f]{32}$', example: 4bf92f3577b34da6a3ce929d0e0e4736}
                  errors:
                    type: array
                    items:
                      type: object
                      required: [pointer, code, detail]
                      properties:
                        pointer: {type: string, description: JSON pointer into the request., example: /country}
                        code: {type: string, example: missing_field}
                        detail: {type: string, example: The field /country is required.}
            """;
}
