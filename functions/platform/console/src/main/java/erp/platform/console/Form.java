package erp.platform.console;

import erp.work.JsonText;
import erp.work.Refusal;
import erp.work.WorkCode;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What a form says. It counts only when it carries what this browser was given, so that no other site can send it. */
@Introspected
record Form(Map<String, String> fields) {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final Pattern TIME = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{5,8}");

    static Form of(HttpRequest<?> request, Map<String, String> fields) {
        Map<String, String> rest = new TreeMap<>(fields);
        String csrf = rest.remove("csrf");
        if (csrf == null || !csrf.equals(Cookies.CSRF.of(request))) {
            throw new Refusal(WorkCode.FORBIDDEN, "console");
        }
        return new Form(rest);
    }

    /** What names this intention, so that a double click counts once. */
    String key() {
        return text("key");
    }

    String text(String field) {
        String text = fields.get(field);
        if (text == null) {
            throw new Refusal(WorkCode.MISSING_FIELD, field);
        }
        return text.strip();
    }

    @Nullable String optional(String field) {
        String text = fields.getOrDefault(field, "").strip();
        return text.isEmpty() ? null : text;
    }

    /** A day and a time of day without a zone, or nothing where the field is empty. */
    @Nullable LocalDateTime time(String field, JsonText json) {
        String text = optional(field, TIME);
        return text == null ? null : json.typed(LocalDateTime.class, field, '"' + text + '"');
    }

    /** A number, or nothing where the field is empty. */
    @Nullable Integer number(String field) {
        String text = optional(field, NUMBER);
        return text == null ? null : Integer.valueOf(text);
    }

    private @Nullable String optional(String field, Pattern form) {
        String text = optional(field);
        if (text != null && !form.matcher(text).matches()) {
            throw new Refusal(WorkCode.INVALID_FIELD, field);
        }
        return text;
    }
}
