package erp.tasks.desk;

import erp.work.Refusal;
import erp.work.Tx;
import erp.work.WorkCode;
import io.micronaut.core.annotation.Nullable;
import java.util.regex.Pattern;

/**
 * Whose tasks are looked at: those of one company, or for an operator those of all.
 *
 * @param company the company; 0 for all
 */
public record Scope(int company) {

    private static final String ALL = "all";
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

    /**
     * The caller's company, or what an operator asks for; the transaction then sees it.
     *
     * @param wanted a company's number, {@code all}, or nothing for the caller's own
     * @throws Refusal 400 {@code invalid_parameter}; 403 {@code operators_only}
     */
    public static Scope of(Tx tx, @Nullable String wanted) {
        if (wanted != null && !wanted.equals(ALL) && !NUMBER.matcher(wanted).matches()) {
            throw new Refusal(WorkCode.INVALID_PARAMETER, "company");
        }
        if (wanted == null || wanted.equals(Integer.toString(tx.company()))) {
            return new Scope(tx.company());
        }
        tx.operate();
        return new Scope(wanted.equals(ALL) ? 0 : Integer.parseInt(wanted));
    }

    /** The same for what has its name in each company: one must be meant. */
    public static Scope one(Tx tx, @Nullable String wanted) {
        if (ALL.equals(wanted)) {
            throw new Refusal(WorkCode.INVALID_PARAMETER, "company");
        }
        return of(tx, wanted);
    }

    /** What a row's {@code company_id} is, with {@link #company} as the one parameter. All companies have a number above 0. */
    String is() {
        return company == 0 ? "> ?" : "= ?";
    }
}
