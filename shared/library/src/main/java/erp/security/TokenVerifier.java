package erp.security;

/** Replaced by the security branch. */
public interface TokenVerifier {
    Caller verify(String token);
}
