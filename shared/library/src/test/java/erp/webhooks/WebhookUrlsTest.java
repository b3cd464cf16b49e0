package erp.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.platform.PlatformCode;
import erp.work.Code;
import erp.work.Refusal;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookUrlsTest {

    private final WebhookUrls urls = new WebhookUrls(false);

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com", "https://hooks.example.com/erp?tenant=1", "https://example.com:443/",
        "https://a-b.example:8443/x", "https://93.184.216.34/", "https://[2606:2800:220:1:248:1893:25c8:1946]/", "HTTPS://EXAMPLE.COM/",
        "https://xn--bcher-kva.example/%C3%A4"})
    void whatIsOnTheInternetIsTaken(String url) {
        assertEquals(URI.create(url), urls.check(url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "example.com", "http://example.com/", "ftp://example.com/", "file:///etc/passwd", "https:///path",
        "https://", "https:example.com", "https://user@example.com/", "https://user:secret@example.com/",
        "https://example.com@127.0.0.1/", "https://example.com/#part", "https://example.com:22/", "https://example.com:6379/",
        "https://example.com:8080/", "https://example.com:0/", "https://example.com:99999/", "https://example.com /",
        "https://exa mple.com/", "https://bücher.example/", "https://example.com/ä", "https://example.com\\@127.0.0.1/",
        "https://example.com\r\nHost: a/", "https://2130706433/", "https://0x7f.1/", "https://0177.0.0.1/", "https://017700000001/",
        "https://127.1/", "https://127.0.1/", "https://0/", "https://①②⑦.0.0.1/", "https://%6c%6f%63alhost/", "https://a_b.example/",
        "https://[::1/", "https://[::1%25lo]/", "https://1.2.3.4.5/", "https://256.1.1.1/"})
    void whatHasAnotherFormIsRefused(String url) {
        assertEquals(PlatformCode.WEBHOOK_URL_FORM, refused(url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://localhost/", "https://LOCALHOST/", "https://localhost./", "https://a.localhost/",
        "https://postgres/", "https://redis./", "https://0x7f000001/", "https://printer.local/", "https://router.lan/",
        "https://metadata.google.internal/", "https://nas.home.arpa/", "https://127.0.0.1/", "https://127.0.0.1:8443/",
        "https://127.255.255.254/", "https://0.0.0.0/", "https://10.0.0.1/", "https://172.16.0.1/", "https://172.31.255.255/",
        "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data/", "https://100.64.0.1/", "https://100.127.255.255/",
        "https://192.0.0.1/", "https://198.18.0.1/", "https://224.0.0.1/", "https://255.255.255.255/", "https://240.0.0.1/",
        "https://[::1]/", "https://[::]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[::ffff:10.0.0.1]/",
        "https://[::127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://[fe80::1]/", "https://[fc00::1]/", "https://[fd12:3456::1]/",
        "https://[ff02::1]/", "https://[2002:7f00:1::]/", "https://[2001::1]/", "https://[2001:db8::1]/", "https://[fd00:ec2::254]/",
        "https://[100::1]/"})
    void whatIsNotOnTheInternetIsRefused(String url) {
        assertEquals(PlatformCode.WEBHOOK_ADDRESS_PRIVATE, refused(url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0",
        "192.167.255.255", "192.169.0.0", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::1", "2400:cb00::1"})
    void whatIsBesideASpecialNetworkIsPublic(String address) {
        assertTrue(PublicAddresses.contain(InetAddress.ofLiteral(address)));
    }

    /** A name is looked up for each delivery; whatever it stood for before, what it stands for then is looked at. */
    @Test
    void aNameThatStandsForThisMachineIsRefusedWhenItIsResolved() {
        assertEquals(PlatformCode.WEBHOOK_ADDRESS_PRIVATE,
                assertThrows(Refusal.class, () -> urls.resolve(URI.create("https://localhost/"))).code());
        assertThrows(UnknownHostException.class, () -> urls.resolve(URI.create("https://nobody.invalid/")));
    }

    @Test
    void onlyTestsMayCallThisMachine() throws UnknownHostException {
        WebhookUrls open = new WebhookUrls(true);
        URI near = open.check("http://127.0.0.1:34567/");
        assertTrue(open.resolve(near).isLoopbackAddress());
        assertEquals(PlatformCode.WEBHOOK_ADDRESS_PRIVATE, assertThrows(Refusal.class, () -> open.check("https://10.0.0.1/")).code());
        assertEquals(PlatformCode.WEBHOOK_URL_FORM, assertThrows(Refusal.class, () -> open.check("http://example.com/")).code());
        assertFalse(PublicAddresses.contain(InetAddress.getLoopbackAddress()));
    }

    private Code refused(String url) {
        Refusal refusal = assertThrows(Refusal.class, () -> urls.check(url));
        assertEquals("/url", refusal.fields().getFirst().pointer());
        return refusal.code();
    }
}
