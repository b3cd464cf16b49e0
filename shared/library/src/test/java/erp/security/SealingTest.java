package erp.security;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micronaut.context.exceptions.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SealingTest {

    private static final byte[] ROW = "row".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TEXT = "a secret".getBytes(StandardCharsets.UTF_8);

    private final Sealing sealing = new Sealing("0123456789abcdef01234567");

    @Test
    void opensWhatItHasSealedForTheSameRowOnly() {
        byte[] sealed = sealing.seal(ROW, TEXT);
        assertFalse(new String(sealed, StandardCharsets.ISO_8859_1).contains("secret"));
        assertArrayEquals(TEXT, sealing.open(ROW, sealed));
        assertThrows(IllegalStateException.class, () -> sealing.open("other".getBytes(StandardCharsets.UTF_8), sealed));
        assertThrows(IllegalStateException.class, () -> new Sealing("another key, and as long as it").open(ROW, sealed));
        sealed[15] ^= 1;
        assertThrows(IllegalStateException.class, () -> sealing.open(ROW, sealed));
    }

    @Test
    void keepsAnswersUnderTheSameKey() {
        byte[] request = Sha256.of(ROW);
        assertArrayEquals(TEXT, new Sealing("0123456789abcdef01234567").answers()
                .recall(request, sealing.answers().keep(request, TEXT)).orElseThrow());
        assertEquals(Optional.empty(), new Sealing("another key, and as long as it").answers()
                .recall(request, sealing.answers().keep(request, TEXT)));
    }

    @Test
    void wantsAKey() {
        assertThrows(ConfigurationException.class, () -> new Sealing(""));
    }
}
