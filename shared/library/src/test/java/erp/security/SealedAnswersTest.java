package erp.security;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import erp.work.Keeping;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedAnswersTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final byte[] REQUEST = Sha256.of("request".getBytes(StandardCharsets.UTF_8));
    private static final byte[] OTHER = Sha256.of("other".getBytes(StandardCharsets.UTF_8));
    private static final byte[] ANSWER = "{\"accessToken\": \"secret\"}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;
    SigningKeys keys;
    SealedAnswers sealed;

    @BeforeEach
    void createKeys() {
        keys = SigningKeys.create(folder.resolve("keys.json"), NOW);
        sealed = new SealedAnswers(keys::secrets);
    }

    @Test
    void recallsTheAnswerOfTheSameRequestOnly() {
        Keeping.Kept kept = sealed.keep(REQUEST, ANSWER);
        assertArrayEquals(ANSWER, sealed.recall(REQUEST, kept).orElseThrow());
        assertEquals(Optional.empty(), sealed.recall(OTHER, kept));
        assertEquals(Optional.empty(), sealed.recall(REQUEST, new Keeping.Kept(REQUEST, ANSWER)), "kept by a function without secrets");
    }

    @Test
    void tellsNothingWithoutTheKeys() {
        Keeping.Kept kept = sealed.keep(REQUEST, ANSWER);
        assertFalse(Arrays.equals(REQUEST, kept.request()));
        assertFalse(new String(kept.answer(), StandardCharsets.ISO_8859_1).contains("secret"));
        assertFalse(Arrays.equals(kept.answer(), sealed.keep(REQUEST, ANSWER).answer()), "the same answer looks different each time");
        SealedAnswers elsewhere = new SealedAnswers(SigningKeys.create(folder.resolve("other.json"), NOW)::secrets);
        assertEquals(Optional.empty(), elsewhere.recall(REQUEST, kept));
    }

    @Test
    void outlivesTheRotationOfKeysAsLongAsTheyAreKept() {
        Keeping.Kept kept = sealed.keep(REQUEST, ANSWER);
        keys.rotate(NOW.plusSeconds(60), Duration.ZERO);
        assertArrayEquals(ANSWER, sealed.recall(REQUEST, kept).orElseThrow());
        keys.rotate(NOW.plus(Duration.ofDays(1)), Duration.ZERO);
        assertEquals(Optional.empty(), sealed.recall(REQUEST, kept));
    }

    @Test
    void noticesAnAlteredAnswer() {
        Keeping.Kept kept = sealed.keep(REQUEST, ANSWER);
        kept.answer()[20] ^= 1;
        assertThrows(IllegalStateException.class, () -> sealed.recall(REQUEST, kept));
    }
}
