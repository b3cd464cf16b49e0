package erp.work;

import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.util.Set;

/** Bean Validation of what no request carried as it is: a document with changes merged into it, a row of an import. */
@Singleton
public final class Validity {

    private final Validator validator;

    Validity(Validator validator) {
        this.validator = validator;
    }

    /**
     * The value, if it may be used.
     *
     * @throws Refusal 422 with the fields at fault, as for a value that came in a request
     */
    public <T> T check(T value) {
        Set<ConstraintViolation<T>> violations = validator.validate(value);
        if (!violations.isEmpty()) {
            throw Violations.refusal(violations);
        }
        return value;
    }
}
