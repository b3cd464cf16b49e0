package erp.security;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import erp.work.Refusal;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What Cloudflare Access asserts of each request that it lets through, whoever signs in here afterwards. A request from outside without it
 * came around Cloudflare. Only the header counts: the cookie {@code CF_Authorization} with the same does not always come along, and
 * is the browser's to send.
 */
public final class AccessAssertions {

    /** The header that carries the assertion. */
    static final String HEADER = "Cf-Access-Jwt-Assertion";
    private static final SignedTokens.Codes CODES =
        new SignedTokens.Codes(SecurityCode.ACCESS_ASSERTION_INVALID, SecurityCode.ACCESS_ASSERTION_INVALID);

    private final @Nullable SignedTokens<Boolean> assertions;
    private final Set<String> hosts;

    private AccessAssertions(@Nullable SignedTokens<Boolean> assertions, Set<String> hosts) {
        this.assertions = assertions;
        this.hosts = hosts;
    }

    /** Those of the configured team and application. */
    public static AccessAssertions of(AccessSettings settings) {
        return of(settings, IssuerKeys.Pace.USUAL);
    }

    static AccessAssertions of(AccessSettings settings, IssuerKeys.Pace pace) {
        SignedTokens<Boolean> assertions = settings.demanded() ? new SignedTokens<>(settings.team(), settings.audience(),
            IssuerKeys.of(settings.team(), settings.keys(), pace), Set.of(JWSAlgorithm.RS256), _ -> true, CODES, JOSEObjectType.JWT, null)
            : null;
        return new AccessAssertions(assertions, Set.copyOf(settings.hosts()));
    }

    /**
     * Lets pass what comes from inside, and what Cloudflare Access has let pass.
     *
     * @throws Refusal 403 {@code access_assertion_invalid} for a request from outside without an assertion or with a wrong one, 503
     *                 {@code issuer_unavailable} while the team's keys have not been reachable yet
     */
    public void check(HttpRequest<?> request, Instant now) {
        if (assertions != null && isFromOutside(request)) {
            assertions.verify(request.getHeaders().get(HEADER), now);
        }
    }

    /** Who is in doubt comes from outside: a request that names no host, or two. */
    private boolean isFromOutside(HttpRequest<?> request) {
        List<String> named = request.getHeaders().getAll(HttpHeaders.HOST);
        return hosts.isEmpty() || named.size() != 1 || hosts.contains(AccessSettings.name(named.getFirst()));
    }
}
