package erp.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.WorkCode;
import io.micronaut.core.annotation.Nullable;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A collection that can be filtered, sorted and paged by keyset, never by offset: the time of a page does not depend on its depth,
 * and no row appears twice or is missing while others are added.
 *
 * <p>The rows are those of one SQL select whose columns are named like the components of a record; its first parameter is the
 * company. Fields that may be null cannot be sorted by, because a keyset needs an order that compares them.
 */
public final class Listing<T> {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 500;
    private static final ObjectMapper CURSORS = new ObjectMapper();

    private record Field(String name, Class<?> type, boolean sortable) {
        String column() {
            return name.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
        }
    }

    private record Order(Field field, boolean descending) {
    }

    private final Map<String, Field> fields = new LinkedHashMap<>();
    private final String select;
    private final String key;
    private final String defaultSort;

    private Listing(Class<T> row, String select, String key, String defaultSort) {
        for (RecordComponent component : row.getRecordComponents()) {
            boolean nullable = component.isAnnotationPresent(Nullable.class)
                    || component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            fields.put(component.getName(), new Field(component.getName(), component.getType(), !nullable));
        }
        this.select = select;
        this.key = key;
        this.defaultSort = defaultSort;
    }

    /**
     * @param row         the record whose components are the fields
     * @param select      the SQL select; {@code ?} first is the company
     * @param key         the field that is unique and ends every order, or several, with commas, that are unique together
     * @param defaultSort the order when the caller names none, in the form of {@link ListQuery#sort}
     */
    public static <T> Listing<T> of(Class<T> row, String select, String key, String defaultSort) {
        return new Listing<>(row, select, key, defaultSort);
    }

    /** The same rows without some of the fields: they are neither shown nor can they be asked for. */
    public Listing<T> without(List<String> names) {
        names.forEach(fields::remove);
        return this;
    }

    /**
     * One page.
     *
     * @param args the parameters of the select after the company
     * @throws Refusal 400 {@code invalid_parameter} that names the parameter at fault
     */
    public Page<T> page(Tx tx, ListQuery query, Object... args) {
        return page(tx, tx.company(), query, args);
    }

    /** The same with another first parameter than the transaction's company. */
    @SuppressWarnings("unchecked")
    public Page<T> page(Tx tx, int company, ListQuery query, Object... args) {
        int limit = limit(query.limit());
        List<Order> order = order(query.sort());
        List<Field> wanted = wanted(query.fields());
        List<Object> parameters = new ArrayList<>();
        parameters.add(company);
        parameters.addAll(Arrays.asList(args));
        List<String> where = new ArrayList<>();
        for (Filter.Condition condition : Filter.parse(query.filter()).conditions()) {
            where.add(condition(condition, parameters));
        }
        if (query.cursor() != null) {
            where.add(after(order, query, parameters));
        }
        String sql = "select * from (" + select + ") x"
                + (where.isEmpty() ? "" : " where " + String.join(" and ", where))
                + " order by " + String.join(", ", order.stream().map(o -> o.field.column() + (o.descending ? " desc" : "")).toList())
                + " limit " + (limit + 1);
        List<Map<String, Object>> rows = tx.maps(sql, fields.values().stream().map(f -> new Tx.Column(f.name, f.column(), f.type)).toList(),
                parameters.toArray());
        String next = null;
        if (rows.size() > limit) {
            rows = new ArrayList<>(rows.subList(0, limit));
            next = cursor(order, query, rows.getLast());
        }
        if (wanted.size() < fields.size()) {
            rows.forEach(row -> row.keySet().retainAll(wanted.stream().map(Field::name).toList()));
        }
        // With `fields` a row is only a part of T, so rows travel as maps; their JSON has the form of T.
        return new Page<>((List<T>) (List<?>) rows, next);
    }

    private static int limit(@Nullable Integer limit) {
        if (limit == null) {
            return DEFAULT_LIMIT;
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new Refusal(WorkCode.INVALID_PARAMETER, "limit");
        }
        return limit;
    }

    private List<Order> order(@Nullable String sort) {
        List<Order> order = new ArrayList<>();
        for (String part : (sort == null ? defaultSort : sort).split(",")) {
            boolean descending = part.startsWith("-");
            Field field = fields.get(descending ? part.substring(1) : part.strip());
            if (field == null || !field.sortable || order.stream().anyMatch(o -> o.field == field)) {
                throw new Refusal(WorkCode.INVALID_PARAMETER, "sort");
            }
            order.add(new Order(field, descending));
        }
        if (order.isEmpty()) {
            throw new Refusal(WorkCode.INVALID_PARAMETER, "sort");
        }
        boolean descending = order.getLast().descending;
        for (String part : key.split(",")) {
            if (order.stream().noneMatch(o -> o.field.name.equals(part))) {
                order.add(new Order(fields.get(part), descending));
            }
        }
        return order;
    }

    private List<Field> wanted(@Nullable String names) {
        if (names == null) {
            return List.copyOf(fields.values());
        }
        return Arrays.stream(names.split(",")).map(name -> {
            Field field = fields.get(name.strip());
            if (field == null) {
                throw new Refusal(WorkCode.INVALID_PARAMETER, "fields");
            }
            return field;
        }).toList();
    }

    private String condition(Filter.Condition condition, List<Object> parameters) {
        Field field = fields.get(condition.field());
        if (field == null || condition.operator().equals("ilike") && field.type != String.class) {
            throw new Refusal(WorkCode.INVALID_PARAMETER, "filter");
        }
        List<Object> values = condition.values().stream().map(text -> value(field.type, text, "filter")).toList();
        if (condition.operator().equals("= any")) {
            parameters.add(values);
            return field.column() + " = any(?)";
        }
        parameters.add(condition.operator().equals("ilike")
                ? values.getFirst().toString().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace('*', '%')
                : values.getFirst());
        return field.column() + " " + condition.operator() + " ?";
    }

    /** The rows behind the last one of the page before, in an order that may mix directions. */
    private String after(List<Order> order, ListQuery query, List<Object> parameters) {
        List<Object> last = position(order, query);
        List<String> alternatives = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            StringBuilder alternative = new StringBuilder("(");
            for (int j = 0; j < i; j++) {
                alternative.append(order.get(j).field.column()).append(" = ? and ");
                parameters.add(last.get(j));
            }
            alternative.append(order.get(i).field.column()).append(order.get(i).descending ? " < ?)" : " > ?)");
            parameters.add(last.get(i));
            alternatives.add(alternative.toString());
        }
        // The first comparison alone lets the index find the place; the alternatives then decide exactly.
        parameters.add(last.getFirst());
        return "(" + String.join(" or ", alternatives) + ") and " + order.getFirst().field.column()
                + (order.getFirst().descending ? " <= ?" : " >= ?");
    }

    private static String shape(List<Order> order, ListQuery query) {
        return order.stream().map(o -> (o.descending ? "-" : "") + o.field.name).toList() + "|"
                + (query.filter() == null ? "" : query.filter());
    }

    private String cursor(List<Order> order, ListQuery query, Map<String, Object> last) {
        List<String> parts = new ArrayList<>();
        parts.add(shape(order, query));
        order.forEach(o -> parts.add(text(last.get(o.field.name))));
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(CURSORS.writeValueAsBytes(parts));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Object value) {
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
    }

    private List<Object> position(List<Order> order, ListQuery query) {
        try {
            String[] parts = CURSORS.readValue(
                    new String(Base64.getUrlDecoder().decode(query.cursor()), StandardCharsets.UTF_8), String[].class);
            if (parts.length == order.size() + 1 && parts[0].equals(shape(order, query))) {
                List<Object> values = new ArrayList<>();
                for (int i = 0; i < order.size(); i++) {
                    values.add(value(order.get(i).field.type, parts[i + 1], "cursor"));
                }
                return values;
            }
        } catch (JsonProcessingException | IllegalArgumentException unreadable) {
            // Falls through: a cursor is what this listing gave out for the same question, or nothing.
        }
        throw new Refusal(WorkCode.INVALID_PARAMETER, "cursor");
    }

    private static Object value(Class<?> type, String text, String parameter) {
        try {
            if (type == String.class && Json.isText(text)) {
                return text;
            } else if (type == UUID.class) {
                return UUID.fromString(text);
            } else if (type == BigDecimal.class && Json.DECIMAL.matcher(text).matches()) {
                return new BigDecimal(text);
            } else if (type == LocalDate.class) {
                return IsoDate.date(text);
            } else if (type == Instant.class) {
                return IsoDate.instant(text);
            } else if (type == int.class || type == Integer.class) {
                return Integer.valueOf(text);
            } else if (type == long.class || type == Long.class) {
                return Long.valueOf(text);
            } else if ((type == boolean.class || type == Boolean.class) && (text.equals("true") || text.equals("false"))) {
                return Boolean.valueOf(text);
            }
        } catch (IllegalArgumentException | DateTimeException unreadable) {
            // Falls through: the caller is told which parameter it is.
        }
        throw new Refusal(WorkCode.INVALID_PARAMETER, parameter);
    }
}
