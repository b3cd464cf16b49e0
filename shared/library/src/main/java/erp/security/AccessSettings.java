package erp.security;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What is demanded of requests that come through a Cloudflare Tunnel with Cloudflare Access before it. Without any of these, nothing is.
 *
 * <p>One gateway serves the tunnel and the network inside, and the host tells them apart: Cloudflare takes requests only for names that are
 * there, and the tunnel passes on only those for the name in its rule, so that nobody outside can ask for an inner name.
 * Neither tunnel nor gateway may therefore write another host into a request.
 *
 * @param team     the team's URL, which is the {@code iss} of its assertions
 * @param audience the application's AUD tag
 * @param hosts    the hosts that lead through the tunnel; where there are none, an assertion is demanded whatever the host
 */
@ConfigurationProperties("erp.security.access")
public record AccessSettings(@Nullable String team, @Nullable String audience, @Nullable List<String> hosts) {

    private static final Pattern TEAM = Pattern.compile("https?://[A-Za-z0-9.-]+(:\\d+)?");
    private static final Pattern HOST = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)*");
    private static final Pattern PORT = Pattern.compile("\\.?(:\\d*)?$");

    /**
     * Checks them, so that a mistake keeps the process from starting instead of letting somebody in.
     *
     * @throws IllegalStateException when there is only a part of them, or one that cannot be what it is for
     */
    public AccessSettings {
        team = team == null ? "" : team.strip().replaceFirst("/$", "");
        audience = audience == null ? "" : audience.strip();
        hosts = hosts == null ? List.of() : hosts.stream().map(AccessSettings::name).filter(host -> !host.isEmpty()).toList();
        if (team.isEmpty() != audience.isEmpty() || team.isEmpty() && !hosts.isEmpty()) {
            throw new IllegalStateException("Cloudflare Access needs both ERP_SECURITY_ACCESS_TEAM and ERP_SECURITY_ACCESS_AUDIENCE");
        }
        if (!team.isEmpty() && !TEAM.matcher(team).matches()) {
            throw new IllegalStateException("ERP_SECURITY_ACCESS_TEAM is " + team + " but must be like https://team.cloudflareaccess.com");
        }
        for (String host : hosts) {
            if (!HOST.matcher(host).matches()) {
                throw new IllegalStateException("ERP_SECURITY_ACCESS_HOSTS has " + host + " but may only have names of hosts");
            }
        }
    }

    /** Whether anything is demanded at all. */
    boolean demanded() {
        return !team.isEmpty();
    }

    /** Where the team's keys are. */
    URI keys() {
        return URI.create(team + "/cdn-cgi/access/certs");
    }

    /** A host as it is compared: names know no case, and a request may add a port or the root's dot. */
    static String name(String host) {
        return PORT.matcher(host.strip().toLowerCase(Locale.ROOT)).replaceFirst("");
    }
}
