package erp.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.work.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PasswordsTest {

    /** Made by the reference implementation in C (argon2-cffi), with the parameters of this system. */
    private static final String OF_REFERENCE =
        "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$Nuy0m826eH3CqZVIvIYRppeMyYdpSxbv2S7oWGcimng";
    /** From the reference implementation's own tests (test.c). */
    private static final String OF_REFERENCE_TESTS =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    private static final String GOOD = "Schöner Kaffee am Morgen";

    private final Passwords passwords = new Passwords(2);

    @Test
    void aHashSaysItsParameters() {
        String hash = passwords.hash("anna", GOOD);
        assertTrue(hash.matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}"), hash);
        assertTrue(passwords.verify(GOOD, hash));
        assertFalse(passwords.verify(GOOD + " ", hash));
        assertFalse(passwords.needsRehash(hash));
        assertNotEquals(hash, passwords.hash("anna", GOOD));
    }

    @Test
    void hashesOfTheReferenceImplementationAreUnderstood() {
        assertTrue(passwords.verify(GOOD, OF_REFERENCE));
        assertFalse(passwords.needsRehash(OF_REFERENCE));
        assertTrue(passwords.verify("password", OF_REFERENCE_TESTS));
        assertFalse(passwords.verify("passwore", OF_REFERENCE_TESTS));
        assertTrue(passwords.needsRehash(OF_REFERENCE_TESTS));
    }

    @Test
    void anUnknownUserNeverSignsIn() {
        assertFalse(passwords.verify(GOOD, null));
        assertFalse(passwords.verify("", null));
    }

    @Test
    void anUmlautOfTwoCharactersIsTheSame() {
        assertTrue(passwords.verify("Scho\u0308ner Kaffee am Morgen", OF_REFERENCE));
    }

    @Test
    void lengthCountsInCharactersNotKindsOfThem() {
        assertEquals(SecurityCode.PASSWORD_TOO_SHORT, refusal("anna", "elf Zeichen"));
        assertEquals(SecurityCode.PASSWORD_TOO_SHORT, refusal("anna", "😀".repeat(11)));
        assertEquals(SecurityCode.PASSWORD_TOO_LONG, refusal("anna", "x".repeat(257)));
        assertTrue(passwords.verify("zwölfzeichen", passwords.hash("anna", "zwölfzeichen")));
        assertTrue(passwords.verify("😀".repeat(256), passwords.hash("anna", "😀".repeat(256))));
        assertFalse(passwords.verify("x".repeat(1_000_000), OF_REFERENCE));
    }

    @Test
    void theLoginIsNoPassword() {
        assertEquals(SecurityCode.PASSWORD_IS_LOGIN, refusal("anna.meier@example.com", "Anna.Meier@example.com "));
    }

    @Test
    void whatIsNoHashOrCostsTooMuchIsAFault() {
        for (String wrong : List.of("", "geheim", "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
            OF_REFERENCE.replace("argon2id", "argon2i"), OF_REFERENCE.replace("v=19", "v=16"), OF_REFERENCE + "=",
            OF_REFERENCE.replace("m=19456", "m=65537"), OF_REFERENCE.replace("t=2", "t=11"), OF_REFERENCE.replace("p=1", "p=5"))) {
            assertThrows(IllegalArgumentException.class, () -> passwords.verify(GOOD, wrong), wrong);
        }
    }

    @Test
    void aRequestWithoutATurnIsToldToComeBack() {
        Passwords none = new Passwords(0, Duration.ZERO);
        assertEquals(SecurityCode.SIGN_IN_BUSY, assertThrows(Refusal.class, () -> none.verify(GOOD, OF_REFERENCE)).code());
        assertEquals(429, SecurityCode.SIGN_IN_BUSY.status());
    }

    @Test
    void manyWaitForFewTurns() throws Exception {
        Passwords one = new Passwords(1);
        List<Callable<Boolean>> checks = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String password = i % 2 == 0 ? GOOD : "Schlechter Kaffee";
            checks.add(() -> one.verify(password, OF_REFERENCE));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> results = threads.invokeAll(checks);
            for (int i = 0; i < results.size(); i++) {
                assertEquals(i % 2 == 0, results.get(i).get());
            }
        }
    }

    private Object refusal(String login, String password) {
        return assertThrows(Refusal.class, () -> passwords.hash(login, password)).code();
    }
}
