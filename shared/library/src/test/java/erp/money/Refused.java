package erp.money;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import erp.work.Refusal;
import org.junit.jupiter.api.function.Executable;

/** Expects a refusal with a code. */
public final class Refused {

    private Refused() {
    }

    public static Refusal with(String code, Executable action) {
        Refusal refusal = assertThrows(Refusal.class, action);
        assertEquals(code, refusal.code().code());
        return refusal;
    }
}
