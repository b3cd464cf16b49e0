package erp.web;

import io.micronaut.core.annotation.AnnotationValue;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.validation.validator.constraints.ConstraintValidator;
import io.micronaut.validation.validator.constraints.ConstraintValidatorContext;
import jakarta.inject.Singleton;
import java.math.BigDecimal;

/** What {@link Decimal} says of a value; the message is the code of the refusal. */
@Singleton
final class DecimalValidator implements ConstraintValidator<Decimal, BigDecimal> {

    @Override
    public boolean isValid(@Nullable BigDecimal value, AnnotationValue<Decimal> decimal, ConstraintValidatorContext context) {
        if (value == null) {
            return true;
        }
        String fault = fault(value, decimal);
        if (fault != null) {
            context.messageTemplate(fault);
        }
        return fault == null;
    }

    private static @Nullable String fault(BigDecimal value, AnnotationValue<Decimal> decimal) {
        if (value instanceof Malformed) {
            return "format";
        }
        if (Math.max(0, value.stripTrailingZeros().scale()) > decimal.intValue("scale").orElse(2)) {
            return "scale";
        }
        BigDecimal min = new BigDecimal(decimal.stringValue("min").orElse("-999999999999.999999"));
        BigDecimal max = new BigDecimal(decimal.stringValue("max").orElse("999999999999.999999"));
        return value.compareTo(min) < 0 || value.compareTo(max) > 0 ? "range" : null;
    }
}
