package erp.work;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/** Identifiers of documents: UUID version 7 (RFC 9562), whose time prefix keeps new rows at the end of their index. */
public final class Ids {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {
    }

    /** Where the identifiers of a time begin: those made before are less, those made after are greater. */
    public static UUID since(Instant time) {
        return new UUID(time.toEpochMilli() << 16 | 0x7000, 0x8000000000000000L);
    }

    /** A new identifier. The clock gives it locality only; nothing is ever decided by it. */
    public static UUID next() {
        long millis = System.currentTimeMillis();
        byte[] random = new byte[10];
        RANDOM.nextBytes(random);
        long high = millis << 16 | 0x7000 | (random[0] & 0x0F) << 8 | random[1] & 0xFF;
        long low = 0;
        for (int i = 2; i < 10; i++) {
            low = low << 8 | random[i] & 0xFF;
        }
        return new UUID(high, low & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L);
    }
}
