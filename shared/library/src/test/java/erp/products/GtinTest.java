package erp.products;

import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.money.Refused;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GtinTest {

    @ParameterizedTest
    @ValueSource(strings = {"96385074", "036000291452", "4006381333931", "10012345678902"})
    void knowsAllLengths(String digits) {
        assertEquals(digits, new Gtin(digits).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"96385075", "036000291453", "4006381333932", "4006381339331", "10012345678903"})
    void refusesAWrongCheckDigit(String digits) {
        Refused.with("gtin_checksum", () -> new Gtin(digits));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "123456789", "400638133393X", "4006381 333931", "123456789012345"})
    void refusesOtherForms(String digits) {
        Refused.with("gtin_format", () -> new Gtin(digits));
    }
}
