package erp.web;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import erp.work.Code;
import erp.work.Refusal;
import erp.work.Texts;
import erp.work.WorkCode;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Answers other than success, as {@code application/problem+json} (RFC 9457), in the caller's language. */
public final class Problems {

    /** The page that lists all problems, relative to wherever the API is. */
    private static final String TYPE = "/api/problems#";
    private static final int RETRY_AFTER_SECONDS = 1;
    private static final Pattern EMPTY_LIST = Pattern.compile("[\\s,]*,[\\s,]*");

    private Problems() {
    }

    /** The body of a problem. */
    @Introspected
    public record Problem(String type, String title, int status, String code, String detail, String instance, String traceId,
                          List<FieldProblem> errors) {
    }

    /** What is wrong with one field of the request. */
    @Introspected
    public record FieldProblem(String pointer, String code, String detail) {
    }

    /** The trace a request belongs to. */
    public static String traceId(HttpRequest<?> request) {
        return Gate.traceId(request);
    }

    /** The answer to a refusal. */
    public static MutableHttpResponse<Problem> of(HttpRequest<?> request, Refusal refusal) {
        Locale locale = locale(request);
        Code code = refusal.code();
        List<FieldProblem> errors = refusal.fields().stream()
                .map(field -> new FieldProblem(field.pointer(), field.code().code(),
                        Texts.detail(field.code().code(), locale, field.args())))
                .toList();
        Problem problem = new Problem(TYPE + code.code(), Texts.title(code.code(), locale), code.status(), code.code(),
                Texts.detail(code.code(), locale, refusal.args()), request.getPath(), Gate.traceId(request), errors);
        MutableHttpResponse<Problem> response = HttpResponse.<Problem>status(HttpStatus.valueOf(code.status()))
                .body(problem).contentType(MediaType.of("application/problem+json"))
                .header(HttpHeaders.CONTENT_LANGUAGE, locale.getLanguage());
        // A limit that is used up says itself when to come back.
        boolean passes = code.status() == 503 || code.status() == 429 && code != WorkCode.RATE_LIMITED;
        if (passes || code == WorkCode.IN_FLIGHT || code == WorkCode.TRY_AGAIN) {
            response.header(HttpHeaders.RETRY_AFTER, Integer.toString(RETRY_AFTER_SECONDS));
        }
        request.setAttribute(Gate.CODE, code.code());
        return response;
    }

    /** Why a body, or what stands for one, could not be read, with a pointer to the place. */
    public static Refusal unreadable(Throwable cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof JsonMappingException e && !e.getPath().isEmpty()) {
                Code code = switch (e) {
                    case UnrecognizedPropertyException _ -> WorkCode.UNKNOWN_FIELD;
                    case InvalidNullException _ -> WorkCode.MISSING_FIELD;
                    case JsonMappingException m when m.getOriginalMessage().startsWith("Missing required creator property") ->
                            WorkCode.MISSING_FIELD;
                    default -> WorkCode.INVALID_FIELD;
                };
                String pointer = pointer(e);
                return new Refusal(List.of(new Refusal.Field(pointer, code, pointer)), code, pointer);
            }
            if (t instanceof JsonProcessingException) {
                return new Refusal(WorkCode.UNREADABLE);
            }
        }
        return new Refusal(WorkCode.UNREADABLE);
    }

    private static String pointer(JsonMappingException e) {
        JsonPointer pointer = JsonPointer.empty();
        for (JsonMappingException.Reference step : e.getPath()) {
            pointer = step.getFieldName() == null ? pointer.appendIndex(step.getIndex()) : pointer.appendProperty(step.getFieldName());
        }
        return pointer.toString();
    }

    /** The caller's language: what the request accepts, else what its token says, else English. */
    public static Locale locale(HttpRequest<?> request) {
        String accepted = request.getHeaders().get(HttpHeaders.ACCEPT_LANGUAGE);
        if (accepted != null && !acceptsNothing(request)) {
            Locale best = best(accepted);
            if (best != null) {
                return best;
            }
        }
        return request.getAttribute(Gate.LOCALE, Locale.class).orElse(Locale.ENGLISH);
    }

    /** Whether the languages accepted are an empty list written with commas, which neither the framework nor the JDK can read. */
    static boolean acceptsNothing(HttpRequest<?> request) {
        String accepted = request.getHeaders().get(HttpHeaders.ACCEPT_LANGUAGE);
        return accepted != null && EMPTY_LIST.matcher(accepted).matches();
    }

    private static Locale best(String accepted) {
        try {
            return Locale.lookup(Locale.LanguageRange.parse(accepted), List.of(Locale.GERMAN, Locale.ENGLISH));
        } catch (IllegalArgumentException unreadable) {
            return null;
        }
    }
}
