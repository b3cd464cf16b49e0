package erp.partners;

import erp.work.Refusal;
import java.util.Locale;
import java.util.regex.Pattern;
import org.iban4j.BicUtil;
import org.iban4j.Iban4jException;
import org.iban4j.IbanUtil;

/**
 * Where a partner's money is.
 *
 * @param iban ISO 13616, without spaces
 * @param bic  ISO 9362; null where none is given, as SEPA allows
 */
public record BankAccount(String iban, String bic) {

    private static final Pattern SPACES = Pattern.compile("\\s");

    /** Refuses with {@code iban_invalid} or {@code bic_invalid}. */
    public BankAccount {
        iban = check(iban, IbanUtil::validate, PartnersCode.IBAN_INVALID);
        bic = bic == null ? null : check(bic, BicUtil::validate, PartnersCode.BIC_INVALID);
    }

    private interface Validation {
        void validate(String text);
    }

    private static String check(String text, Validation validation, PartnersCode problem) {
        String plain = SPACES.matcher(text).replaceAll("").toUpperCase(Locale.ROOT);
        try {
            validation.validate(plain);
        } catch (Iban4jException e) {
            throw new Refusal(problem, text);
        }
        return plain;
    }
}
