package erp.work;

import erp.money.MoneyCode;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.constraints.Size;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Bean Validation's findings as one refusal, with a JSON pointer and a code for each field. */
final class Violations {

    private static final int LONGEST = 100;

    private Violations() {
    }

    static Refusal refusal(Set<? extends ConstraintViolation<?>> violations) {
        List<Refusal.Field> fields = violations.stream()
                .map(violation -> new Refusal.Field(pointer(violation.getPropertyPath().toString()), code(violation),
                        shown(violation), bounds(violation)))
                .sorted(Comparator.comparing(Refusal.Field::pointer))
                .toList();
        // One finding is the refusal itself, so that its code can be matched on.
        return fields.size() == 1 ? new Refusal(fields, fields.getFirst().code(), fields.getFirst().args())
                : new Refusal(fields, WorkCode.INVALID, fields.size());
    }

    /** {@code lines[0].unitPrice} is {@code /lines/0/unitPrice}. */
    static String pointer(String path) {
        return "/" + path.replace("[", ".").replace("]", "").replace('.', '/');
    }

    /** What the caller sent, as far as it helps: a list by its length, a text of the wrong length by that, a long one by its beginning. */
    private static Object shown(ConstraintViolation<?> violation) {
        return switch (violation.getInvalidValue()) {
            case Collection<?> list -> list.size();
            case CharSequence text when isSize(violation) -> text.length();
            case CharSequence text when text.length() > LONGEST -> text.subSequence(0, LONGEST) + "…";
            case null -> null;
            case Object value -> value;
        };
    }

    private static boolean isSize(ConstraintViolation<?> violation) {
        return violation.getConstraintDescriptor().getAnnotation() instanceof Size;
    }

    /** The bounds of the constraint, in a form that needs no translation. */
    private static String bounds(ConstraintViolation<?> violation) {
        Map<String, Object> attributes = violation.getConstraintDescriptor().getAttributes();
        return switch (violation.getConstraintDescriptor().getAnnotation().annotationType().getSimpleName()) {
            case "Size" -> attributes.get("min") + " … " + attributes.get("max");
            case "Min" -> "≥ " + attributes.get("value");
            case "Max" -> "≤ " + attributes.get("value");
            case "Decimal" -> code(violation) == MoneyCode.SCALE ? String.valueOf(attributes.get("scale"))
                    : attributes.get("min") + " … " + attributes.get("max");
            default -> "";
        };
    }

    private static Code code(ConstraintViolation<?> violation) {
        return switch (violation.getConstraintDescriptor().getAnnotation().annotationType().getSimpleName()) {
            case "NotBlank", "NotEmpty", "NotNull" -> WorkCode.REQUIRED;
            case "Pattern", "Email" -> WorkCode.FORMAT;
            case "Decimal" -> switch (violation.getMessage()) {
                case "scale" -> MoneyCode.SCALE;
                case "range" -> MoneyCode.RANGE;
                default -> WorkCode.FORMAT;
            };
            default -> MoneyCode.RANGE;
        };
    }
}
