package erp.work;

/** Refusals that any function can give. */
public enum WorkCode implements Code {

    BAD_REQUEST(400),
    UNREADABLE(400),
    UNKNOWN_FIELD(400),
    MISSING_FIELD(400),
    INVALID_FIELD(400),
    INVALID_PARAMETER(400),
    IDEMPOTENCY_KEY_MISSING(400),
    IDEMPOTENCY_KEY_INVALID(400),
    KNOWN_AT_TOO_RECENT(400),
    TOKEN_MISSING(401),
    FORBIDDEN(403),
    COMPANY_MISSING(403),
    OPERATORS_ONLY(403),
    NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    NOT_ACCEPTABLE(406),
    IN_FLIGHT(409),
    TRY_AGAIN(409),
    VERSION_STALE(412),
    TOO_LARGE(413),
    URI_TOO_LONG(414),
    UNSUPPORTED_MEDIA_TYPE(415),
    IDEMPOTENCY_KEY_REUSED(422),
    INVALID(422),
    FORMAT(422),
    REQUIRED(422),
    IF_MATCH_MISSING(428),
    RATE_LIMITED(429),
    HEADERS_TOO_LARGE(431),
    INTERNAL(500),
    UNAVAILABLE(503);

    private final int status;

    WorkCode(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
