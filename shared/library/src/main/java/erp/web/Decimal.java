package erp.web;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A decimal in a request: how many decimals it may have and where it must lie. Written wrongly it is refused with {@code format},
 * with more decimals with {@code scale}, outside with {@code range}.
 */
@Documented
@Constraint(validatedBy = {})
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.TYPE_USE, ElementType.RECORD_COMPONENT, ElementType.METHOD})
public @interface Decimal {

    /** Decimals at most: 2 for money, 6 for quantities and unit prices. */
    int scale() default 2;

    /** The least value. */
    String min() default "-999999999999.999999";

    /** The greatest value. */
    String max() default "999999999999.999999";

    String message() default "format";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
