package erp.partners;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import erp.money.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BankAccountTest {

    @Test
    void doesNotMindSpacesAndSmallLetters() {
        assertEquals(new BankAccount("DE89370400440532013000", "COBADEFFXXX"),
                new BankAccount("de89 3704 0044 0532 0130 00", "cobadeff xxx"));
        assertNull(new BankAccount("DE89370400440532013000", null).bic());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "DE", "DE88370400440532013000", "DE8937040044053201300", "XX89370400440532013000", "DE8937040044053201300A", "🙂"})
    void refusesAWrongIban(String iban) {
        Refused.with("iban_invalid", () -> new BankAccount(iban, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "COBADE", "COBADEFFXX", "COBAXXFF"})
    void refusesAWrongBic(String bic) {
        Refused.with("bic_invalid", () -> new BankAccount("DE89370400440532013000", bic));
    }
}
