package erp.web;

import erp.work.Refusal;
import erp.work.WorkCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one filter grammar: {@code field op value} joined by {@code and}. A value with blanks stands in single quotes, a quote in it
 * is doubled; {@code in} takes values separated by commas; {@code like} knows {@code *} for anything and ignores case.
 */
record Filter(List<Condition> conditions) {

    // Possessive: otherwise the regular expression takes a frame of the stack for each character and each value.
    private static final String ONE = "(?:'(?:[^']|'')*+'|[^\\s',]++)";
    private static final Pattern CONDITION = Pattern.compile(
            "\\s*([A-Za-z]\\w*)\\s+(eq|ne|lt|le|gt|ge|like|in)\\s+(" + ONE + "(?:\\s*,\\s*" + ONE + ")*+)\\s*");
    private static final Pattern VALUE = Pattern.compile("'((?:[^']|'')*+)'|([^\\s',]++)");
    private static final Map<String, String> SQL = Map.of("eq", "=", "ne", "<>", "lt", "<", "le", "<=", "gt", ">", "ge", ">=",
            "like", "ilike", "in", "= any");
    private static final int MAX_LENGTH = 2_000;
    private static final int MAX_CONDITIONS = 20;

    /** One condition: a field, an SQL operator, and the values as they were written. */
    record Condition(String field, String operator, List<String> values) {
    }

    static Filter parse(String text) {
        List<Condition> conditions = new ArrayList<>();
        if (text == null || text.isBlank()) {
            return new Filter(conditions);
        }
        Matcher matcher = CONDITION.matcher(text);
        int position = 0;
        while (text.length() <= MAX_LENGTH && conditions.size() < MAX_CONDITIONS
                && matcher.region(position, text.length()).lookingAt()) {
            List<String> values = values(matcher.group(3));
            String operator = matcher.group(2);
            if (values.size() > 1 && !operator.equals("in")) {
                break;
            }
            conditions.add(new Condition(matcher.group(1), SQL.get(operator), values));
            position = matcher.end();
            if (position == text.length()) {
                return new Filter(conditions);
            }
            if (!text.startsWith("and ", position)) {
                break;
            }
            position += 4;
        }
        throw new Refusal(WorkCode.INVALID_PARAMETER, "filter");
    }

    private static List<String> values(String text) {
        List<String> values = new ArrayList<>();
        Matcher matcher = VALUE.matcher(text);
        while (matcher.find()) {
            values.add(matcher.group(1) != null ? matcher.group(1).replace("''", "'") : matcher.group(2));
        }
        return values;
    }
}
