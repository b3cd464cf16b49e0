package erp.webhooks;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses are those of the public internet: what somebody else names may be called there, and nowhere else. An IPv4 address that
 * is mapped into IPv6 is one of IPv4 to Java already.
 */
final class PublicAddresses {

    /** IANA's special-purpose addresses (RFC 6890 and its registry), multicast, and what is reserved. */
    private static final List<Network> SPECIAL = networks("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
            "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // Teredo and others, documentation, and 6to4, behind which is any IPv4 address.
            "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20");
    /** Of IPv6, only this is the internet: not loopback, link-local, unique-local, multicast, nor IPv4 behind a translator. */
    private static final List<Network> GLOBAL = networks("0.0.0.0/0", "2000::/3");

    private PublicAddresses() {
    }

    static boolean contain(InetAddress address) {
        return GLOBAL.stream().anyMatch(network -> network.contains(address))
                && SPECIAL.stream().noneMatch(network -> network.contains(address));
    }

    private static List<Network> networks(String... texts) {
        return Stream.of(texts).map(Network::of).toList();
    }

    /** Addresses of one length that begin with the same bits. */
    private record Network(byte[] first, int bits) {

        static Network of(String text) {
            String[] parts = text.split("/");
            return new Network(InetAddress.ofLiteral(parts[0]).getAddress(), Integer.parseInt(parts[1]));
        }

        boolean contains(InetAddress address) {
            byte[] other = address.getAddress();
            boolean same = other.length == first.length;
            for (int i = 0; same && i < bits; i++) {
                same = ((first[i / 8] ^ other[i / 8]) >> 7 - i % 8 & 1) == 0;
            }
            return same;
        }
    }
}
