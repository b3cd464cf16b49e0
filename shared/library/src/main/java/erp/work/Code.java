package erp.work;

/**
 * The name of a refusal. Each area lists its own in one enum; its texts stand under the same name in
 * {@code problems_en.properties} and {@code problems_de.properties}.
 */
public interface Code {

    /** The HTTP status a refusal with this code is answered with: 400, 401, 403, 404, 409, 412, 422, 428 or 429. */
    int status();

    /** The enum constant's name. */
    String name();

    /** What callers see and match on, for example {@code credit_limit_exceeded}; stable across releases. */
    default String code() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
