package erp.tasks.desk;

import erp.tasks.States;
import erp.work.Refusal;
import erp.work.WorkCode;
import io.micronaut.core.annotation.Nullable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What somebody looks for among tasks: words that stand in their arguments, result, error or document, and fields like
 * {@code state:dead} with {@code *} for anything. Words side by side must all hold; {@code AND}, {@code OR}, {@code NOT} or a
 * {@code -}, and parentheses say it otherwise. What has blanks stands in double quotes.
 */
public final class TaskSearch {

    private static final int MAX_LENGTH = 500;
    private static final int MAX_DEPTH = 20;
    private static final Pattern TOKEN = Pattern.compile("\\s*+(?:([()])|(-)(?=[^\\s)])|((?:\"[^\"]*+\"|[^\\s()\"])++))\\s*+");
    private static final Pattern FIELD = Pattern.compile("([a-z]+):(.+)", Pattern.DOTALL);
    private static final String TEXT = "concat_ws(' ', t.id, t.kind, t.args, t.result, t.error_code, t.error, t.document)";
    /** Fields that are compared as texts, and where they stand. */
    private static final Map<String, String> TEXTS = Map.ofEntries(Map.entry("state", "t.state"), Map.entry("kind", "t.kind"),
            Map.entry("queue", "t.queue"), Map.entry("document", "t.document"),
            Map.entry("worker", "coalesce(" + States.atWork("worker") + ", t.worker)"), Map.entry("schedule", "t.schedule"),
            Map.entry("code", "t.error_code"), Map.entry("error", "t.error"), Map.entry("args", "t.args::text"),
            Map.entry("result", "t.result::text"));
    private static final Map<String, String> IDS = Map.of("id", "t.id", "group", "t.group_id", "trace", "t.trace_id",
            "by", "t.recorded_by");
    private static final Map<String, String> NUMBERS = Map.of("company", "t.company_id", "priority", "t.priority",
            "attempts", "t.attempts");
    private static final Map<String, String> TIMES = Map.of("before", "t.recorded_at <", "after", "t.recorded_at >=");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final Pattern HEX = Pattern.compile("([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})");

    private final List<String> tokens;
    private final List<Object> args = new ArrayList<>();
    private final String sql;
    private int next;

    private TaskSearch(List<String> tokens) {
        this.tokens = tokens;
        this.sql = tokens.isEmpty() ? "true" : any(0);
        if (next < tokens.size()) {
            throw unreadable();
        }
    }

    /**
     * Reads a search; nothing finds everything.
     *
     * @throws Refusal 400 {@code invalid_parameter}
     */
    public static TaskSearch of(@Nullable String text) {
        List<String> tokens = new ArrayList<>();
        if (text != null && !text.isBlank()) {
            Matcher token = TOKEN.matcher(text);
            int position = 0;
            while (position < text.length() && text.length() <= MAX_LENGTH && token.region(position, text.length()).lookingAt()) {
                tokens.add(token.group().strip());
                position = token.end();
            }
            if (position < text.length()) {
                throw unreadable();
            }
        }
        return new TaskSearch(tokens);
    }

    /** Whether a search can be read. */
    public static boolean isReadable(@Nullable String text) {
        try {
            of(text);
            return true;
        } catch (Refusal unreadable) {
            return false;
        }
    }

    /** The condition on {@code tasks.tasks t}. */
    String sql() {
        return sql;
    }

    /** Its parameters. */
    Object[] args() {
        return args.toArray();
    }

    private String any(int depth) {
        StringBuilder any = new StringBuilder(all(depth));
        while (takes("OR")) {
            any.append(" or ").append(all(depth));
        }
        return "(" + any + ")";
    }

    private String all(int depth) {
        StringBuilder all = new StringBuilder(one(depth));
        while (next < tokens.size() && !tokens.get(next).equals(")") && !tokens.get(next).equals("OR")) {
            takes("AND");
            all.append(" and ").append(one(depth));
        }
        return all.toString();
    }

    private String one(int depth) {
        if (next == tokens.size() || depth > MAX_DEPTH) {
            throw unreadable();
        }
        if (takes("NOT") || takes("-")) {
            return "not coalesce(" + one(depth + 1) + ", false)";
        }
        if (takes("(")) {
            String inner = any(depth + 1);
            if (!takes(")")) {
                throw unreadable();
            }
            return inner;
        }
        String word = tokens.get(next++);
        if (word.equals(")") || word.equals("AND") || word.equals("OR")) {
            throw unreadable();
        }
        return condition(word);
    }

    private boolean takes(String token) {
        boolean taken = next < tokens.size() && tokens.get(next).equals(token);
        next += taken ? 1 : 0;
        return taken;
    }

    private String condition(String word) {
        Matcher field = FIELD.matcher(word);
        if (word.startsWith("\"") || !field.matches()) {
            args.add("%" + pattern(unquoted(word)) + "%");
            return TEXT + " ilike ?";
        }
        String name = field.group(1);
        String value = unquoted(field.group(2));
        if (name.equals("state") && States.OPEN.contains(value)) {
            return States.is(value);
        } else if (TEXTS.containsKey(name)) {
            boolean open = value.contains("*");
            boolean contained = name.equals("args") || name.equals("result") || name.equals("error");
            args.add(contained ? "%" + pattern(value) + "%" : open ? pattern(value) : value);
            return TEXTS.get(name) + (open || contained ? " ilike ?" : " = ?");
        } else if (IDS.containsKey(name) && HEX.matcher(value).matches()) {
            args.add(UUID.fromString(HEX.matcher(value).replaceAll("$1-$2-$3-$4-$5")));
            return IDS.get(name) + " = ?";
        } else if (NUMBERS.containsKey(name) && NUMBER.matcher(value).matches()) {
            args.add(Integer.valueOf(value));
            return NUMBERS.get(name) + " = ?";
        } else if (TIMES.containsKey(name)) {
            args.add(time(value));
            return TIMES.get(name) + " ?";
        }
        throw unreadable();
    }

    private static Instant time(String text) {
        try {
            return text.contains("T") ? Instant.parse(text) : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException e) {
            throw unreadable();
        }
    }

    private static String unquoted(String word) {
        return word.replace("\"", "");
    }

    private static String pattern(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace('*', '%');
    }

    private static Refusal unreadable() {
        return new Refusal(WorkCode.INVALID_PARAMETER, "search");
    }
}
