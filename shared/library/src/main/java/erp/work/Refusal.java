package erp.work;

import java.util.List;

/**
 * The one exception for "no": the request was understood and is not done. It rolls the transaction back and becomes
 * an {@code application/problem+json} answer in one place.
 */
public final class Refusal extends RuntimeException {

    /**
     * What is wrong with one field.
     *
     * @param pointer JSON pointer into the body, for example {@code /lines/0/quantity}
     * @param code    what is wrong, for example {@code scale}
     * @param args    values for the placeholders of the code's text
     */
    public record Field(String pointer, Code code, Object... args) {
    }

    private final transient Code code;
    private final transient Object[] args;
    private final transient List<Field> fields;
    private final boolean lasting;

    /**
     * @param code what is refused, and why
     * @param args values for the placeholders {@code {0}}, {@code {1}} … of the code's text
     */
    public Refusal(Code code, Object... args) {
        this(List.of(), code, args);
    }

    /** A refusal that names the fields at fault. */
    public Refusal(List<Field> fields, Code code, Object... args) {
        this(false, fields, code, args);
    }

    private Refusal(boolean lasting, List<Field> fields, Code code, Object... args) {
        // A refusal is an answer, not a fault: it is thrown often and nobody reads its stack.
        super(code.code(), null, false, false);
        this.code = code;
        this.args = args;
        this.fields = List.copyOf(fields);
        this.lasting = lasting;
    }

    /**
     * A refusal that has an effect: what the handler wrote before is committed, and only then is the request refused. For what must
     * not be taken back with it, such as the end of a session whose token was stolen. A dry run leaves no effect here either.
     */
    public static Refusal lasting(Code code, Object... args) {
        return new Refusal(true, List.of(), code, args);
    }

    boolean isLasting() {
        return lasting;
    }

    public Code code() {
        return code;
    }

    public Object[] args() {
        return args.clone();
    }

    public List<Field> fields() {
        return fields;
    }
}
