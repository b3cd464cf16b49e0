package erp.security;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import erp.work.Refusal;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RefreshTokenTest {

    private static final Instant ISSUED = Instant.parse("2026-11-01T08:00:00Z");
    private static final Instant LAST = Instant.parse("2026-11-15T07:59:59Z");

    @Test
    void has256RandomBitsAndKeepsItsFamily() {
        RefreshToken first = RefreshToken.first();
        RefreshToken next = RefreshToken.of(first.family());
        assertEquals(32, Base64.getUrlDecoder().decode(first.value()).length);
        assertNotEquals(first.value(), next.value());
        assertEquals(first.family(), next.family());
        assertNotEquals(first.family(), RefreshToken.first().family());
        assertArrayEquals(first.digest(), RefreshToken.digest(first.value()));
        assertFalse(first.toString().contains(first.value()));
    }

    @Test
    void isStoredAsSha256() {
        assertEquals("0f007385b6f9d4b7eeb2748605afe1a984a0a3bfa3f014d09e2a784ce9e5cd1a",
            HexFormat.of().formatHex(RefreshToken.digest("A".repeat(43))));
    }

    @Test
    void anythingElseIsRefusedWithoutALookup() {
        for (String wrong : new String[] {null, "", "A".repeat(42), "A".repeat(44), "A".repeat(42) + "=", "A".repeat(42) + "ä"}) {
            assertEquals(SecurityCode.REFRESH_TOKEN_INVALID, assertThrows(Refusal.class, () -> RefreshToken.digest(wrong)).code());
        }
    }

    @Test
    void isUsedOnceIn14Days() {
        assertEquals(RefreshToken.Verdict.RENEW, RefreshToken.judge(ISSUED, null, false, LAST));
        assertEquals(RefreshToken.Verdict.REFUSE, RefreshToken.judge(ISSUED, null, false, LAST.plusSeconds(1)));
        assertEquals(RefreshToken.Verdict.END_FAMILY, RefreshToken.judge(ISSUED, ISSUED.plusSeconds(5), false, ISSUED.plusSeconds(6)));
        assertEquals(RefreshToken.Verdict.END_FAMILY, RefreshToken.judge(ISSUED, ISSUED.plusSeconds(5), false, LAST.plusSeconds(1)));
        assertEquals(RefreshToken.Verdict.REFUSE, RefreshToken.judge(ISSUED, null, true, ISSUED));
    }
}
