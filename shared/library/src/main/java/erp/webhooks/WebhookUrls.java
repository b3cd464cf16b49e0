package erp.webhooks;

import erp.platform.PlatformCode;
import erp.work.Refusal;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where webhooks may be: at HTTPS on the public internet. Otherwise whoever registers one could have this system call its own
 * neighbours (server-side request forgery). What a name stands for is looked up anew for each delivery, and the address that was
 * checked is the one that is called.
 */
@Singleton
public final class WebhookUrls {

    private static final Set<Integer> PORTS = Set.of(-1, 443, 8443);
    /** Names that stand for something near by convention (RFC 6761, RFC 6762, RFC 8375). */
    private static final Pattern NEAR = Pattern.compile(
            "(.*\\.)?(localhost|local|localdomain|internal|intranet|lan|home\\.arpa)\\.?|[^.:]*\\.?");
    private static final Pattern LITERAL = Pattern.compile("\\[.*]|[0-9.]+");

    private final boolean loopback;

    /** @param loopback whether this machine itself may be called, without TLS and on any port: for tests */
    WebhookUrls(@Value("${erp.webhooks.allow-loopback}") boolean loopback) {
        this.loopback = loopback;
    }

    /**
     * A URL that somebody wants called.
     *
     * @throws Refusal 422 {@code webhook_url_form} unless it is https, with a host, on port 443 or 8443, and without user or fragment;
     *                 {@code webhook_address_private} where it names something that is not on the internet
     */
    public URI check(String text) {
        URI url = parse(text);
        Optional<InetAddress> literal = literal(url.getHost());
        if (loopback && literal.filter(InetAddress::isLoopbackAddress).isPresent()) {
            return url;
        }
        if (!"https".equalsIgnoreCase(url.getScheme()) || !PORTS.contains(url.getPort())) {
            throw refusal(PlatformCode.WEBHOOK_URL_FORM);
        }
        if (literal.map(address -> !PublicAddresses.contain(address))
                .orElseGet(() -> NEAR.matcher(url.getHost().toLowerCase(Locale.ROOT)).matches())) {
            throw refusal(PlatformCode.WEBHOOK_ADDRESS_PRIVATE, url.getHost());
        }
        return url;
    }

    /**
     * The address to call, now.
     *
     * @throws UnknownHostException where the name stands for nothing
     * @throws Refusal              422 {@code webhook_address_private} where any of its addresses is not on the internet
     */
    public InetAddress resolve(URI url) throws UnknownHostException {
        List<InetAddress> addresses = List.of(InetAddress.getAllByName(url.getHost()));
        if (!addresses.stream().allMatch(address -> PublicAddresses.contain(address) || loopback && address.isLoopbackAddress())) {
            throw refusal(PlatformCode.WEBHOOK_ADDRESS_PRIVATE, url.getHost());
        }
        return addresses.getFirst();
    }

    /** Written in ASCII, so that it is sent as it stands. */
    private static URI parse(String text) {
        try {
            URI url = new URI(text);
            if (url.getHost() != null && url.getRawUserInfo() == null && url.getRawFragment() == null && url.toASCIIString().equals(text)) {
                return url;
            }
        } catch (URISyntaxException e) {
            // It has not the form of a URL, like those above.
        }
        throw refusal(PlatformCode.WEBHOOK_URL_FORM);
    }

    /** The address that a host is, where it is no name; of an IPv4 address in the one way everybody reads alike, four decimal numbers. */
    private static Optional<InetAddress> literal(String host) {
        if (!LITERAL.matcher(host).matches()) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", ""));
            if (host.startsWith("[") || address.getHostAddress().equals(host)) {
                return Optional.of(address);
            }
        } catch (IllegalArgumentException e) {
            // It is no address, like those above.
        }
        throw refusal(PlatformCode.WEBHOOK_URL_FORM);
    }

    private static Refusal refusal(PlatformCode code, Object... args) {
        return new Refusal(List.of(new Refusal.Field("/url", code, args)), code, args);
    }
}
