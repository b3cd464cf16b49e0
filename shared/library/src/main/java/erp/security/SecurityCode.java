package erp.security;

import erp.work.Code;

/** Why a token or a password is refused. */
public enum SecurityCode implements Code {

    /** Not a token of the configured issuer for this system, or altered. Which check failed is not told. */
    TOKEN_INVALID(401),
    /** A genuine token whose time is over: refresh it. */
    TOKEN_EXPIRED(401),
    /** Not let through by Cloudflare Access, although it comes from outside. Which check failed is not told. */
    ACCESS_ASSERTION_INVALID(403),
    /** The issuer's keys have never been reachable, so that nothing it signed can be checked. */
    ISSUER_UNAVAILABLE(503),
    /** Unknown, used before, expired or revoked: sign in again. */
    REFRESH_TOKEN_INVALID(401),
    /** Nobody gives functions away, by a role or to a user, that are not among the own ones. */
    BEYOND_OWN_PERMISSIONS(403),
    PASSWORD_TOO_SHORT(422),
    PASSWORD_TOO_LONG(422),
    PASSWORD_IS_LOGIN(422),
    /** As many passwords as the process may check at once are being checked. */
    SIGN_IN_BUSY(429);

    private final int status;

    SecurityCode(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
